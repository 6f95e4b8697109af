import type { Home } from '~/api/records'
import { Sparkline } from '~/parts/Sparkline'
import { integer } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import styles from './Home.module.css'

type Trend = Home['trends'][number]

/** The few figures that say how things go, each with its weeks. */
export function Trends({ trends }: { readonly trends: readonly Trend[] }) {
  if (trends.length === 0) return null
  return (
    <section className={styles.trends} aria-label={t('home.trends')}>
      {trends.map((trend) => (
        <div key={trend.key}>
          <h3 className="t2 trunc">
            {tMaybe(`trend.${trend.key}`, trend.label)}
          </h3>
          <div className={styles.baseline}>
            <span className={styles.big}>{integer(trend.weeks.at(-2) ?? 0)}</span>
            <span className="t3 fs12">{t('home.lastWeek')}</span>
          </div>
          {trend.weeks.length > 1 ? (
            <Sparkline
              values={trend.weeks}
              label={t('home.trendLabel', {
                name: trend.label, weeks: trend.weeks.length, from: trend.weeks[0] ?? 0,
                to: trend.weeks.at(-1) ?? 0,
              })}
            />
          ) : <p className="t3 fs12">{t('home.trendYoung')}</p>}
        </div>
      ))}
    </section>
  )
}
