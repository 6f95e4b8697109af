import { useId } from 'react'
import type { Coverage } from '~/api/records'
import { Hatch } from '~/parts/bars'
import { decimal, percent } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import { coverageBars, largestBreak } from './coverage'
import styles from './Home.module.css'

const box = { width: 431, height: 124, gap: 4 }

/** How much of the planned effort leads from customers' words to those who asked being told. */
export function CoverageFigure({ coverage }: { readonly coverage: Coverage }) {
  const hatch = useId()
  const bars = coverageBars(coverage.steps, box)
  const worst = largestBreak(coverage.broken)
  return (
    <section>
      <div className="row">
        <h2 className="h2 grow">{t('coverage.title')}</h2>
        <span className="t3 fs12">{t('coverage.effort', { effort: decimal(coverage.effort, 0) })}</span>
      </div>
      {coverage.effort > 0 ? (
        <>
          <div className={styles.baseline}>
            <span className={styles.huge}>{percent(coverage.share)}</span>
            <span className="t2">{t('coverage.means')}</span>
          </div>
          <svg
            viewBox={`0 0 ${box.width} 160`} width="100%" role="img"
            aria-label={coverage.steps.map((step) => `${stepName(step)} ${percent(step.share)}`).join(', ')}
          >
            <Hatch id={hatch} />
            <path d={`M0 132.5H${box.width}`} stroke="var(--line-strong)" />
            {bars.map((bar) => (
              <g key={bar.key} transform={`translate(${bar.x} 8)`}>
                <rect
                  y={bar.y} width={bar.width} height={bar.height}
                  fill={bar.last ? 'var(--accent)' : 'var(--accent-soft)'}
                />
                <rect
                  y={bar.y - bar.lost} width={bar.width} height={bar.lost} fill={`url(#${hatch})`}
                />
                <text
                  x={bar.width / 2} y={bar.height > 18 ? bar.y + 17 : bar.y - 5} textAnchor="middle"
                  className={styles.share} data-ground={bar.height <= 18 ? 'lost' : bar.last ? 'accent' : undefined}
                >
                  {Math.round(bar.share * 100)}
                </text>
                <text x={bar.width / 2} y={142} textAnchor="middle">
                  {tMaybe(`coverage.short.${bar.key}`, bar.key)}
                </text>
              </g>
            ))}
          </svg>
          <p className="t2">
            {t('coverage.hatched')}{' '}
            {worst ? t('coverage.worst', {
              count: worst.count, step: tMaybe(`coverage.lacks.${worst.missing}`, worst.missing),
            }) : t('coverage.whole')}
          </p>
        </>
      ) : <p className="t2">{t('coverage.nothing')}</p>}
    </section>
  )
}

function stepName(step: { readonly step: string; readonly label: string }): string {
  return step.label || step.step
}
