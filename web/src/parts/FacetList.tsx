import { useState } from 'react'
import { useDisclosure } from '@mantine/hooks'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import { Icon } from './Icon'
import styles from './FacetList.module.css'

export interface FacetValue {
  readonly value: string
  readonly label: string
  readonly count: number
}

interface Props {
  readonly name: string
  readonly values: readonly FacetValue[]
  readonly chosen: readonly string[]
  readonly onToggle: (value: string) => void
  /** How many show before "more". */
  readonly short?: number
}

/** One way to narrow a list: values with their counts; several chosen values mean any of them. */
export function FacetList({ name, values, chosen, onToggle, short = 6 }: Props) {
  const [open, { toggle }] = useDisclosure(true)
  const [all, setAll] = useState(false)
  const most = Math.max(1, ...values.map((each) => each.count))
  const shown = values.filter((each, index) => all || index < short || chosen.includes(each.value))
  const hidden = values.length - shown.length
  if (values.length === 0) return null
  return (
    <section className={styles.facet}>
      <h2>
        <button type="button" className={styles.head} aria-expanded={open} onClick={toggle}>
          {name}
          <Icon name="down" size={16} />
        </button>
      </h2>
      {open ? (
        <>
          {shown.map((each) => (
            <label key={each.value} className={styles.value}>
              <input
                type="checkbox" className={styles.box} checked={chosen.includes(each.value)}
                onChange={() => onToggle(each.value)}
              />
              <span className="grow trunc" title={each.label}>{each.label}</span>
              <span className={styles.bar} aria-hidden="true">
                <i style={{ width: `${Math.max(2, (each.count / most) * 24)}px` }} />
              </span>
              <span className={styles.count}>{integer(each.count)}</span>
            </label>
          ))}
          {hidden > 0 ? (
            <button type="button" className={`${styles.more} link`} onClick={() => setAll(true)}>
              {t('common.moreValues', { count: hidden })}
            </button>
          ) : null}
        </>
      ) : null}
    </section>
  )
}
