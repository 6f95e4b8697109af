import { TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useId, type ReactNode } from 'react'
import { t } from '~/text/text'
import { Button } from './Button'

interface Props {
  readonly secret: string
  /** What it is, and that it is shown only now. */
  readonly children: ReactNode
  readonly onDone: () => void
}

/** Something that is shown once: to be copied before the dialog closes. */
export function Secret({ secret, children, onDone }: Props) {
  const clipboard = useClipboard({ timeout: 3000 })
  const note = useId()
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <p id={note}>{children}</p>
      <TextInput
        readOnly value={secret} aria-labelledby={note} data-autofocus
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="row">
        <Button look="primary" icon="copy" onClick={() => clipboard.copy(secret)}>
          {t(clipboard.copied ? 'common.copied' : 'common.copy')}
        </Button>
        <Button look="quiet" onClick={onDone}>{t('common.close')}</Button>
      </div>
    </div>
  )
}
