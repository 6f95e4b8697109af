import { Menu } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import { arrOf, type Theme } from '~/api/records'
import { Button, IconButton } from '~/parts/Button'
import { EditableText } from '~/parts/EditableText'
import type { Beside } from '~/parts/neighbours'
import { PathLink, recordPath, tracePath, useTraceKey } from '~/parts/RecordLink'
import { PanelSection, RecordPanel } from '~/parts/RecordPanel'
import { Facts, Tag } from '~/parts/small'
import { Loaded } from '~/parts/States'
import { problemToast } from '~/parts/toast'
import { useMay } from '~/session/session'
import { integer, moneyShort, signed } from '~/text/format'
import { t } from '~/text/text'
import { MergeDialog } from './MergeDialog'
import { SplitDialog } from './SplitDialog'
import { themeQuery, useAgain, useChangeTheme } from './queries'
import { spikePath } from './ThemeTable'
import { WeekFigure } from './WeekFigure'
import styles from './Themes.module.css'

interface Props extends Beside<Theme> {
  readonly id: string
  readonly others: readonly Theme[]
  readonly onClose: () => void
  readonly onOpen: (id: string) => void
}

/** One theme: its name and place, how it moves, and what is said in it. */
export function ThemePanel({ id, known, others, onNext, onPrevious, onClose, onOpen }: Props) {
  const query = useQuery({ ...themeQuery(id), placeholderData: known })
  const theme = query.data
  useTraceKey('theme', id)
  return (
    <RecordPanel
      label={t('theme.panel', { name: theme?.label ?? '' })} id={theme?.area ?? ''} onNext={onNext}
      onPrevious={onPrevious} onClose={onClose} menu={theme ? <More theme={theme} /> : null}
      tags={theme?.locked ? <Tag icon="lock">{t('theme.locked')}</Tag> : null}
    >
      <Loaded query={query} rows={8}>
        {(theme) => <Body theme={theme} others={others} onOpen={onOpen} />}
      </Loaded>
    </RecordPanel>
  )
}

interface BodyProps {
  readonly theme: Theme
  readonly others: readonly Theme[]
  readonly onOpen: (id: string) => void
}

function Body({ theme, others, onOpen }: BodyProps) {
  const router = useRouter()
  const again = useAgain()
  const mayWrite = useMay('insight.write')
  const change = useChangeTheme(theme)
  const [asking, setAsking] = useState<'merge' | 'split' | null>(null)
  const raise = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/themes/{id}/opportunity', { params: { path: { id: theme.id } }, body: {} })),
    onSuccess: (made) => {
      again()
      router.history.push(recordPath('opportunity', made.id))
    },
    onError: problemToast,
  })
  return (
    <>
      <EditableText
        label={t('theme.name')} look="title" value={theme.label} readOnly={!mayWrite}
        onSave={(label) => change.mutate({ label })}
      />
      {mayWrite ? (
        <div className="row wrap" style={{ paddingBottom: 12 }}>
          <Button icon="target" busy={raise.isPending} onClick={() => raise.mutate()}>{t('theme.raise')}</Button>
          <Button icon="split" onClick={() => setAsking('split')}>{t('theme.split')}</Button>
          <Button icon="merge" onClick={() => setAsking('merge')}>{t('theme.merge')}</Button>
          <Button icon="pin" aria-pressed={theme.locked} onClick={() => change.mutate({ locked: !theme.locked })}>
            {t(theme.locked ? 'theme.unlock' : 'theme.lock')}
          </Button>
        </div>
      ) : null}
      <Facts
        facts={[
          { name: t('theme.records'), value: integer(theme.size) },
          { name: t('opportunity.customers'), value: integer(theme.customers) },
          { name: t('opportunity.accounts'), value: integer(theme.accounts) },
          { name: t('opportunity.arr'), value: theme.arr_minor > 0 ? moneyShort(arrOf(theme)) : '–' },
          { name: t('theme.feeling'), value: signed(theme.sentiment_mean) },
        ]}
      />
      <p className={styles.label} aria-hidden="true">{t('theme.area')}</p>
      <EditableText
        label={t('theme.area')} value={theme.area} readOnly={!mayWrite} placeholder={t('theme.noArea')}
        onSave={(area) => change.mutate({ area })}
      />
      <PanelSection
        title={t('theme.perWeek')}
        action={theme.trend.spike ? <PathLink to={spikePath(theme)}>{t('theme.spike')}</PathLink> : null}
      >
        <WeekFigure theme={theme} />
      </PanelSection>
      <PanelSection
        title={t('theme.words')}
        action={<PathLink to={`/feedback?theme=${encodeURIComponent(JSON.stringify([theme.id]))}`}>{t('theme.all', { count: integer(theme.size) })}</PathLink>}
      >
        {theme.quotes.map((quote) => (
          <div key={quote.feedback_id} className={styles.quote}>
            <p>{quote.text}</p>
            <span className="t3 fs12">
              {[quote.customer_name, quote.account_name].filter(Boolean).join(', ')}{' '}
              <PathLink to={recordPath('feedback', quote.feedback_id)}>{quote.key}</PathLink>
            </span>
          </div>
        ))}
        <p className="t3 fs12">{t('theme.keywords', { words: theme.keywords.join(', ') })}</p>
      </PanelSection>
      {asking === 'merge' ? <MergeDialog theme={theme} others={others} onClose={() => setAsking(null)} onMerged={onOpen} /> : null}
      {asking === 'split' ? <SplitDialog theme={theme} onClose={() => setAsking(null)} onSplit={onOpen} /> : null}
    </>
  )
}

function More({ theme }: { readonly theme: Theme }) {
  const router = useRouter()
  const mayWrite = useMay('insight.write')
  const change = useChangeTheme(theme)
  return (
    <Menu>
      <Menu.Target><IconButton icon="more" label={t('common.more')} /></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => router.history.push(tracePath('theme', theme.id))}>{t('line.openTrace')}</Menu.Item>
        {mayWrite ? (
          <Menu.Item onClick={() => change.mutate({ hidden: !theme.hidden })}>{t(theme.hidden ? 'theme.show' : 'theme.hide')}</Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
