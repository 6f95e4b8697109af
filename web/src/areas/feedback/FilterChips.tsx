import type { ReactNode } from 'react'
import type { Facets } from '~/api/records'
import { Button } from '~/parts/Button'
import { Chip } from '~/parts/small'
import { date } from '~/text/format'
import { t } from '~/text/text'
import { facetLabel } from './looks'
import { facetNames, filterOf, isFiltered, type FacetName, type FeedbackSearch } from './search'
import styles from './Feedback.module.css'

interface Props {
  readonly search: FeedbackSearch
  readonly facets: Facets | undefined
  readonly onChange: (search: FeedbackSearch) => void
  readonly onToggle: (name: FacetName, value: string) => void
  readonly onShowFacets: () => void
  readonly children?: ReactNode
}

/** Which filters are on, each with the way to take it off. */
export function FilterChips(props: Props) {
  const { search, facets, onChange, onToggle, onShowFacets, children } = props
  const { open } = search
  const labelOf = (name: FacetName, value: string) => facetLabel(
    name, value, facets?.facets[name]?.find((each) => each.value === value)?.label ?? value,
  )
  const without = (name: keyof FeedbackSearch) => onChange({ ...search, [name]: undefined })
  return (
    <div className={styles.bar}>
      <span className={styles.filters}>
        <Button look="quiet" icon="filter" onClick={onShowFacets}>{t('feedback.filter')}</Button>
      </span>
      {search.text ? (
        <Chip name={t('feedback.wordsChip')} value={search.text} onRemove={() => without('text')} />
      ) : null}
      {facetNames.flatMap((name) => (search[name] ?? []).map((value) => (
        <Chip
          key={`${name}-${value}`} name={t(`feedback.facet.${name}`)} value={labelOf(name, value)}
          onRemove={() => onToggle(name, value)}
        />
      )))}
      {(['customer', 'account', 'import'] as const).map((name) => search[name] ? (
        <Chip
          key={name} name={t(`feedback.chip.${name}`)} value={t('feedback.chosen')}
          onRemove={() => without(name)}
        />
      ) : null)}
      {search.since ? (
        <Chip
          name={t('feedback.chip.since')} value={date(search.since)}
          onRemove={() => without('since')}
        />
      ) : null}
      {isFiltered(filterOf(search)) ? (
        <Button look="quiet" onClick={() => onChange({ open })}>{t('common.clearFilters')}</Button>
      ) : <span className="t3">{t('feedback.everything')}</span>}
      <span className="grow" />
      {children}
    </div>
  )
}
