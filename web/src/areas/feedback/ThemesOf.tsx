import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Feedback } from '~/api/records'
import { ImpactBar } from '~/parts/bars'
import { PanelSection } from '~/parts/RecordPanel'
import { signed } from '~/text/format'
import { t } from '~/text/text'
import { feelingOf } from './looks'
import { feedbackThemesQuery } from './queries'
import styles from './Panel.module.css'

const scale = { from: -1, to: 1, width: 92 }

/** Which themes the words speak of, and how they feel. */
export function ThemesOf({ record }: { readonly record: Feedback }) {
  const themes = useQuery(feedbackThemesQuery(record.id)).data?.records ?? []
  const feeling = feelingOf(record.sentiment)
  return (
    <PanelSection title={t('feedback.themes')}>
      {themes.length === 0 ? <p className="t3">{t('feedback.noThemes')}</p> : null}
      <ul>
        {themes.map((theme) => (
          <li key={theme.theme_id} className={styles.theme}>
            <Link
              to="/feedback" search={{ theme: [theme.theme_id] }} className="grow trunc"
              title={t('feedback.byTheme')}
            >
              {theme.area ? `${theme.area} › ` : ''}{theme.label}
            </Link>
            <span className="t3 fs12 nowrap">
              {theme.by === 'person' ? t('feedback.byPerson') : ''}
            </span>
          </li>
        ))}
      </ul>
      {feeling ? (
        <div className={styles.theme}>
          <span className="grow t2">{t('feedback.feeling')}</span>
          <ImpactBar
            scale={scale} low={record.sentiment_score} mid={record.sentiment_score}
            high={record.sentiment_score} label={`${feeling.word} ${signed(record.sentiment_score)}`}
          />
          <span className={`${feeling.tone} m num`} style={{ width: 104 }}>
            {feeling.word} {signed(record.sentiment_score)}
          </span>
        </div>
      ) : null}
    </PanelSection>
  )
}
