import { useState, type ChangeEvent } from 'react'
import { toProblem } from '~/api/problem'
import { t } from '~/text/text'

type Texts = Readonly<Record<string, string>>

/** The text fields of a form: their values, what is missing, and what the server said of each. */
export function useFields<F extends Texts>(initial: F) {
  const [values, setValues] = useState(initial)
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set())
  const set = (name: keyof F, value: string) => {
    setValues((before) => ({ ...before, [name]: value }))
    setMissing((before) => new Set([...before].filter((each) => each !== name)))
  }
  const input = (name: keyof F & string, error: unknown = null) => ({
    name,
    value: values[name] ?? '',
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      set(name, event.currentTarget.value),
    error: missing.has(name) ? t('common.required') : fieldError(error, name),
  })
  /** Whether everything that is needed is there; what is not gets its message. */
  const check = (optional: readonly (keyof F)[] = []): boolean => {
    const empty = Object.keys(values).filter(
      (name) => !values[name]?.trim() && !optional.includes(name),
    )
    setMissing(new Set(empty))
    return empty.length === 0
  }
  return { values, set, input, check, reset: () => setValues(initial) }
}

function fieldError(error: unknown, name: string): string | undefined {
  return error ? toProblem(error).fields[name] : undefined
}
