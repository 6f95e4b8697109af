import type { Theme } from '~/api/records'
import { linePath, linePoints } from '~/geometry/line'
import { roundUp, ticks } from '~/geometry/scale'
import { integer, plainDate } from '~/text/format'
import { t } from '~/text/text'
import { expected } from './areas'
import styles from './Themes.module.css'

const box = { width: 400, height: 112, pad: 4 }

/** Records a week with the band in which they were likely to lie. */
export function WeekFigure({ theme }: { readonly theme: Theme }) {
  const weeks = theme.trend.weeks
  const counts = weeks.map((week) => week.count)
  const band = expected(counts)
  const most = roundUp(Math.max(1, band.high, ...counts))
  const points = linePoints([...counts, most, 0], box, 0).slice(0, counts.length)
  const step = counts.length > 1 ? (box.width - 2 * box.pad) / (counts.length - 1) : 0
  const placed = points.map((point, index) => ({ ...point, x: box.pad + step * index }))
  const y = (value: number) => box.height - box.pad - (value / most) * (box.height - 2 * box.pad)
  const last = placed.at(-1)
  const marks = weeks.filter((_, index) => index % Math.max(1, Math.floor(weeks.length / 4)) === 0)
  return (
    <svg
      viewBox={`-28 -6 ${box.width + 44} ${box.height + 26}`} width="100%" className={styles.figure} role="img"
      aria-label={t('theme.weekSays', { last: counts.at(-1) ?? 0, mean: integer(Math.round(band.mean)) })}
    >
      {ticks(0, most, 2).map((value) => (
        <g key={value}>
          <path d={`M0 ${y(value)}H${box.width}`} stroke="var(--line)" />
          <text x={-6} y={y(value) + 4} textAnchor="end">{integer(value)}</text>
        </g>
      ))}
      <rect x={box.pad} width={box.width - 2 * box.pad} y={y(band.high)} height={Math.max(1, y(band.low) - y(band.high))} fill="var(--mute-soft)" opacity={0.6} />
      <path d={linePath(placed)} fill="none" stroke="var(--accent)" strokeWidth={1.75} />
      {last ? (
        <circle
          cx={last.x} cy={last.y} r={4} fill={theme.trend.spike ? 'var(--bg)' : 'var(--accent)'}
          stroke={theme.trend.spike ? 'var(--bad-data)' : 'var(--accent)'} strokeWidth={2}
        />
      ) : null}
      {marks.map((week) => {
        const x = box.pad + step * weeks.indexOf(week)
        const atEnd = x > box.width - 44
        return (
          <text key={week.week} x={atEnd ? box.width : x} y={box.height + 16} textAnchor={atEnd ? 'end' : 'start'}>
            {plainDate(week.week)}
          </text>
        )
      })}
    </svg>
  )
}
