import { useState } from 'react'
import { Button } from '~/parts/Button'
import { t } from '~/text/text'
import { DefinitionField } from './DefinitionField'
import { readDefinition, written } from './definition'
import styles from './Flags.module.css'

interface Props {
  readonly value: unknown
  readonly hint: string
  readonly readOnly: boolean
  readonly busy: boolean
  readonly error: unknown
  readonly onSave: (definition: unknown) => void
}

/** A definition of a record that there is, to be edited and saved. */
export function DefinitionForm({ value: saved, hint, readOnly, busy, error, onSave }: Props) {
  const [text, setText] = useState(written(saved))
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault()
        const { value, mistake } = readDefinition(text)
        if (!mistake) onSave(value)
      }}
    >
      <DefinitionField value={text} hint={hint} onChange={setText} readOnly={readOnly} error={error} />
      {readOnly ? null : <div className="row"><Button type="submit" busy={busy}>{t('common.save')}</Button></div>}
    </form>
  )
}
