import { Textarea } from '@mantine/core'
import { toProblem } from '~/api/problem'
import { t } from '~/text/text'
import { mistakesIn, readDefinition, type Mistake } from './definition'
import styles from './Flags.module.css'

interface Props {
  readonly value: string
  /** What it is made of. */
  readonly hint: string
  readonly onChange: (value: string) => void
  readonly readOnly?: boolean
  /** What the server said of the last attempt. */
  readonly error: unknown
}

/** The definition as JSON, with what is wrong in it and where. */
export function DefinitionField({ value, hint, onChange, readOnly, error }: Props) {
  const { mistake } = readDefinition(value)
  const mistakes: readonly Mistake[] = mistake ? [mistake] : mistakesIn(error ? toProblem(error).fields : {})
  return (
    <Textarea
      label={t('flag.definition')} description={hint} autosize minRows={6} maxRows={24}
      value={value} readOnly={readOnly} spellCheck={false} classNames={{ input: styles.code }}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={mistakes.length > 0 ? (
        <span className={styles.mistakes} role="alert">
          {mistakes.map((each) => (
            <span key={each.at}>{each.at ? <code>{each.at}</code> : null} {each.detail}</span>
          ))}
        </span>
      ) : undefined}
    />
  )
}
