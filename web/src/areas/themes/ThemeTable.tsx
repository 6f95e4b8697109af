import { useRouter } from '@tanstack/react-router'
import { Fragment } from 'react'
import { arrOf, type Theme } from '~/api/records'
import type { Scale } from '~/geometry/scale'
import { ImpactBar, Meter } from '~/parts/bars'
import { Icon } from '~/parts/Icon'
import { Sparkline } from '~/parts/Sparkline'
import { integer, moneyShort, percent, signed } from '~/text/format'
import { t } from '~/text/text'
import { ratingSpan, type Area } from './areas'
import styles from './Themes.module.css'

interface Props {
  readonly areas: readonly Area[]
  readonly open: string | undefined
  readonly onOpen: (id: string) => void
}

/** Size, change and harm in one scan; an effect that may be none looks pale. */
export function ThemeTable({ areas, open, onOpen }: Props) {
  const all = areas.flatMap((area) => area.themes)
  const span = ratingSpan(all)
  const scale: Scale = { from: -span, to: span, width: 108 }
  const largest = Math.max(0.01, ...areas.map((area) => area.share))
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('nav.themes')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('theme.areaAndTheme')}</th>
            <th scope="col" data-num="true">{t('theme.share')}</th>
            <th scope="col"><span className="sr">{t('theme.share')}</span></th>
            <th scope="col" data-num="true">{t('theme.records')}</th>
            <th scope="col">{t('theme.weeks')}</th>
            <th scope="col" data-num="true">{t('theme.feeling')}</th>
            <th scope="col"><span className="sr">{t('theme.rating')}</span></th>
            <th scope="col" data-num="true">{t('theme.rating')}</th>
            <th scope="col" data-num="true">{t('opportunity.arr')}</th>
          </tr>
        </thead>
        <tbody>
          {areas.map((area) => (
            <Fragment key={area.name}>
              <tr className={styles.area}>
                <th scope="rowgroup">{area.name || t('theme.noArea')}</th>
                <td data-num="true">{percent(area.share, 1)}</td>
                <td><Meter share={area.share / largest} tone="mute" width={56} /></td>
                <td data-num="true">{integer(area.size)}</td>
                <td><Sparkline quiet values={area.weeks} width={92} height={22} label={t('theme.trendOf', { name: area.name })} /></td>
                <td /><td /><td /><td />
              </tr>
              {area.themes.map((theme) => (
                <Row key={theme.id} theme={theme} scale={scale} largest={largest} current={theme.id === open} onOpen={onOpen} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly theme: Theme
  readonly scale: Scale
  readonly largest: number
  readonly current: boolean
  readonly onOpen: (id: string) => void
}

function Row({ theme, scale, largest, current, onOpen }: RowProps) {
  const router = useRouter()
  const weeks = theme.trend.weeks.map((week) => week.count)
  const impact = theme.rating_impact
  const unsure = impact ? impact.low <= 0 && impact.high >= 0 : true
  return (
    <tr aria-current={current ? 'true' : undefined} onClick={() => onOpen(theme.id)}>
      <th scope="row" className={styles.name}>
        <a
          href={router.buildLocation({ to: '/themes', search: { open: theme.id } }).href}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return
            event.preventDefault()
            onOpen(theme.id)
          }}
        >
          {theme.label}
        </a>
        {theme.locked ? <Icon name="lock" size={12} label={t('theme.locked')} /> : null}
        {theme.hidden ? <span className="t3">{t('theme.hidden')}</span> : null}
      </th>
      <td data-num="true">{percent(theme.share, 1)}</td>
      <td><Meter share={theme.share / largest} tone={current ? 'accent' : 'mute'} width={56} /></td>
      <td data-num="true">{integer(theme.size)}</td>
      <td>
        <Sparkline
          quiet values={weeks} width={92} height={22} label={t('theme.trendOf', { name: theme.label })}
          spikes={theme.trend.spike ? [weeks.length - 1] : []}
          onSpike={() => router.history.push(spikePath(theme))}
        />
      </td>
      <td data-num="true">{signed(theme.sentiment_mean)}</td>
      <td>
        {impact ? (
          <ImpactBar
            scale={scale} low={impact.low} mid={impact.estimate} high={impact.high}
            label={t('theme.impactSays', { estimate: signed(impact.estimate), low: signed(impact.low), high: signed(impact.high) })}
          />
        ) : null}
      </td>
      <td data-num="true" className={impact && !unsure ? (impact.estimate < 0 ? styles.bad : styles.good) : 't3'}>
        {impact ? signed(impact.estimate) : ''}
      </td>
      <td data-num="true">{theme.arr_minor > 0 ? moneyShort(arrOf(theme)) : ''}</td>
    </tr>
  )
}

/** The very records behind the last week. */
export function spikePath(theme: Theme): string {
  const since = theme.trend.weeks.at(-1)?.week ?? ''
  return `/feedback?${new URLSearchParams({ theme: JSON.stringify([theme.id]), since }).toString()}`
}
