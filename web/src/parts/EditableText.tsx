import { Textarea } from '@mantine/core'
import { useState, type KeyboardEvent } from 'react'
import { t } from '~/text/text'
import styles from './EditableText.module.css'

interface Props {
  /** What the text is, for those who cannot see it beside its place. */
  readonly label: string
  readonly value: string
  readonly onSave: (value: string) => void
  /** Stands there while there is no text. */
  readonly placeholder?: string
  readonly look?: 'title' | 'text'
  readonly readOnly?: boolean
}

/**
 * A text that is edited where it stands: leaving it saves, Escape takes back what was typed.
 * Enter saves a title; in a longer text Ctrl or Cmd with Enter does.
 */
export function EditableText(props: Props) {
  const { label, value, onSave, placeholder = t('common.addText'), look = 'text', readOnly } = props
  const [typed, setTyped] = useState<string | null>(null)
  const text = look === 'title' ? `${styles.shown} ${styles.title}` : styles.shown
  if (readOnly) return <p className={text}>{value}</p>
  if (typed === null) {
    return (
      <button
        type="button" className={value ? text : `${text} ${styles.empty}`}
        aria-label={`${label}: ${value || placeholder}`} onClick={() => setTyped(value)}
      >
        {value || placeholder}
      </button>
    )
  }
  const save = () => {
    setTyped(null)
    if (typed.trim() !== value) onSave(typed.trim())
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      setTyped(null)
    }
    if (event.key === 'Enter' && (look === 'title' || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      save()
    }
  }
  return (
    <Textarea
      autosize minRows={look === 'title' ? 1 : 3} maxRows={16} autoFocus aria-label={label}
      value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={save}
      onKeyDown={onKey}
    />
  )
}
