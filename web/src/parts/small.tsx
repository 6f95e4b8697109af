import { useId, type ReactNode } from 'react'
import { t } from '~/text/text'
import { Icon, type IconName } from './Icon'
import styles from './small.module.css'

/** Keys as caps: `g f` is two caps. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys}>
      {keys.split(' ').map((key) => (
        <kbd key={key} className={styles.kbd}>{keyName(key)}</kbd>
      ))}
    </span>
  )
}

const names: Readonly<Record<string, string>> = {
  Escape: 'Esc', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', ' ': 'Space',
}

function keyName(key: string): string {
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key)
}

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent'

interface TagProps {
  readonly tone?: Tone
  readonly icon?: IconName
  readonly title?: string
  readonly children: ReactNode
}

export function Tag({ tone = 'plain', icon, title, children }: TagProps) {
  return (
    <span className={styles.tag} data-tone={tone} title={title}>
      {icon ? <Icon name={icon} size={12} /> : null}
      {children}
    </span>
  )
}

interface ChipProps {
  readonly name: string
  readonly value: string
  readonly onRemove: () => void
}

/** A filter that is on, and the way to take it off. */
export function Chip({ name, value, onRemove }: ChipProps) {
  return (
    <span className={styles.chip}>
      <span className="t3">{name}</span>
      {value}
      <button type="button" onClick={onRemove} aria-label={t('common.removeFilter', { name, value })}>
        <Icon name="close" size={12} />
      </button>
    </span>
  )
}

function initials(name: string): string {
  const words = name.replace(/^(Dr|Prof|Mr|Mrs|Ms)\.?\s+/i, '').split(/\s+/).filter(Boolean)
  const first = words[0]?.[0] ?? '?'
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''
  return (first + last).toUpperCase()
}

interface AvatarProps {
  readonly name: string
  readonly size?: 'small' | 'medium' | 'large'
}

/** The initials of a person, who is named in words beside it. */
export function Avatar({ name, size = 'medium' }: AvatarProps) {
  return (
    <span
      className={styles.who} data-size={size} data-initials={initials(name)} aria-hidden="true"
    />
  )
}

export function Count({ value }: { readonly value: string }) {
  return <span className={styles.count}>{value}</span>
}

export function BoxedCount({ value }: { readonly value: string }) {
  return <span className={styles.boxed}>{value}</span>
}

interface SegmentProps<V extends string> {
  readonly label: string
  readonly value: V
  readonly options: readonly { readonly value: V; readonly label: ReactNode }[]
  readonly onChange: (value: V) => void
}

/** One of a few: a row of joined choices, which is a radio group. */
export function Segment<V extends string>({ label, value, options, onChange }: SegmentProps<V>) {
  const name = useId()
  return (
    <span className={styles.seg} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio" className="sr" name={name} value={option.value}
            checked={option.value === value} onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </span>
  )
}

interface Fact {
  readonly name: string
  readonly value: ReactNode
}

/** Names above values, side by side. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.kv}>
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
