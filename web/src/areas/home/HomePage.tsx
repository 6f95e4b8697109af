import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useIsLive } from '~/frame/liveState'
import { PageHeader, StatusLine } from '~/parts/PageHeader'
import { Segment } from '~/parts/small'
import { Loaded } from '~/parts/States'
import { useMe } from '~/session/session'
import { integer, longDate, time } from '~/text/format'
import { t } from '~/text/text'
import { Changes } from './Changes'
import { CoverageFigure } from './CoverageFigure'
import { homeQuery } from './homeQuery'
import { Trends } from './Trends'
import { WorkList } from './WorkList'
import { firstHat, hatNames, orderWork, waiting, type Hat, type Work } from './work'
import styles from './Home.module.css'

/** The first question is "what needs me", the second "is the line whole". */
export function HomePage() {
  const me = useMe()
  const live = useIsLive()
  const [hat, setHat] = useState<Hat>(() => firstHat(me.roles))
  const home = useQuery(homeQuery)
  return (
    <>
      <PageHeader
        title={t('home.title')}
        sub={home.data ? t('home.sub', { date: longDate(Date.now()), ...waitingText(home.data.work) }) : null}
      >
        <Segment
          label={t('home.hat')} value={hat} onChange={setHat}
          options={hatNames.map((name) => ({ value: name, label: t(`role.${name}`) }))}
        />
      </PageHeader>
      <Loaded query={home} rows={10}>
        {(data) => (
          <div className={styles.page}>
            <WorkList work={orderWork(data.work, hat)} coverage={data.coverage} />
            <aside className={styles.side} aria-label={t('home.side')} tabIndex={0}>
              <CoverageFigure coverage={data.coverage} />
              <Trends trends={data.trends} />
              <Changes changes={data.changes} />
            </aside>
          </div>
        )}
      </Loaded>
      <StatusLine
        hints={[{ keys: 'j k', label: t('keys.move') }, { keys: 'Enter', label: t('home.openKey') }]}
      >
        <span>
          {live ? t('home.live', { time: time(home.dataUpdatedAt || Date.now()) }) : t('frame.notLive')}
        </span>
      </StatusLine>
    </>
  )
}

/** The count for the sentence, with a plus where there may be more than was counted. */
function waitingText(work: readonly Work[]) {
  const { count, atLeast } = waiting(work)
  return { count, shown: integer(count) + (atLeast ? '+' : '') }
}
