import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { Facets } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { Button, IconButton } from '~/parts/Button'
import { FacetList } from '~/parts/FacetList'
import { Icon } from '~/parts/Icon'
import { Kbd } from '~/parts/small'
import { t } from '~/text/text'
import { facetLabel } from './looks'
import { facetNames, type FacetName, type FeedbackSearch } from './search'
import styles from './Feedback.module.css'

interface Props {
  readonly facets: Facets | undefined
  readonly search: FeedbackSearch
  readonly shown: boolean
  readonly onText: (text: string) => void
  readonly onToggle: (name: FacetName, value: string) => void
  readonly onDone: () => void
}

/** The ways to narrow the list, each value with how many records it has under the other filters. */
export function FacetSide({ facets, search, shown, onText, onToggle, onDone }: Props) {
  return (
    <aside className={styles.facets} aria-label={t('feedback.facets')} data-shown={shown}>
      <WordSearch text={search.text ?? ''} onText={onText} />
      {facetNames.map((name) => (
        <FacetList
          key={name} name={t(`feedback.facet.${name}`)} chosen={search[name] ?? []}
          values={(facets?.facets[name] ?? []).map((each) => ({
            value: each.value, count: each.count, label: facetLabel(name, each.value, each.label),
          }))}
          onToggle={(value) => onToggle(name, value)}
        />
      ))}
      <span className={styles.filters}>
        <Button look="primary" onClick={onDone}>{t('feedback.showList')}</Button>
      </span>
    </aside>
  )
}

interface SearchProps {
  readonly text: string
  readonly onText: (text: string) => void
}

function WordSearch({ text, onText }: SearchProps) {
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(text)
  const settle = useDebouncedCallback(onText, 250)
  useKeys([{ keys: '/', label: t('keys.search'), run: () => input.current?.focus() }])
  // The address may change by other means, such as the back button.
  useEffect(() => {
    if (document.activeElement !== input.current) setTyped(text)
  }, [text])
  const change = (next: string) => {
    setTyped(next)
    settle(next)
  }
  return (
    <div className={styles.search} role="search">
      <Icon name="search" />
      <input
        ref={input} type="text" value={typed} placeholder={t('feedback.search')}
        aria-label={t('feedback.search')} onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {typed ? (
        <IconButton icon="close" label={t('feedback.clearSearch')} onClick={() => change('')} />
      ) : <Kbd keys="/" />}
    </div>
  )
}
