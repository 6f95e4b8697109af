import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Plan } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { announce } from '~/parts/announce'
import { Button, buttonClass } from '~/parts/Button'
import { FilterBar, PageHeader, StatusLine } from '~/parts/PageHeader'
import { PathLink } from '~/parts/RecordLink'
import { Kbd, Segment, Tag } from '~/parts/small'
import { Split } from '~/parts/Split'
import { EmptyState, Loaded } from '~/parts/States'
import { saidToast } from '~/parts/toast'
import { useMay } from '~/session/session'
import { plainDate } from '~/text/format'
import { t } from '~/text/text'
import { Buckets } from './Buckets'
import { withHold, type Holds, type OnHold } from './holds'
import { PlanSide, PlanSummary } from './PlanSide'
import { PlanTable } from './PlanTable'
import { ProposeDialog } from './ProposeDialog'
import {
  planQuery, plansQuery, roadmapQuery, teamsQuery, useAccept, useRemovePlan, views, type RoadmapSearch,
} from './queries'
import { TimelineView } from './TimelineView'

/** The accepted plan as time goes by, and proposals beside it. */
export function RoadmapPage() {
  const search = useSearch({ from: '/framed/roadmap' })
  const navigate = useNavigate({ from: '/roadmap' })
  const go = (next: RoadmapSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const roadmap = useQuery(roadmapQuery)
  const looked = useQuery({ ...planQuery(search.plan ?? ''), enabled: Boolean(search.plan) })
  const plans = useQuery(plansQuery).data?.records ?? []
  const mayPlan = useMay('roadmap.plan')
  const [proposing, setProposing] = useState(false)
  const [holds, setHolds] = useState<Holds>(new Map())
  const propose = () => setProposing(true)
  useKeys(mayPlan ? [{ keys: 'c', label: t('roadmap.propose'), run: propose }] : [])
  const view = search.view ?? 'timeline'
  const shown = search.plan
    ? { ...looked, data: looked.data && { plan: looked.data } }
    : { ...roadmap, data: roadmap.data && { plan: roadmap.data.plan } }
  return (
    <>
      <PageHeader title={t('nav.roadmap')}>
        <Segment
          label={t('roadmap.view')} value={view} onChange={(next) => go({ ...search, view: next })}
          options={views.map((value) => ({ value, label: t(`roadmap.view.${value}`) }))}
        />
        {mayPlan ? <Button icon="plus" onClick={propose}>{t('roadmap.propose')}<Kbd keys="c" /></Button> : null}
      </PageHeader>
      <Loaded query={shown} rows={12}>
        {({ plan }) => {
          if (!plan) return <NoPlan plans={plans.length} onPropose={mayPlan ? propose : undefined} />
          return (
            <>
              <FilterBar>
                <Select
                  size="xs" w={300} allowDeselect={false} aria-label={t('roadmap.plan')} value={plan.id}
                  data={plans.map((each) => ({ value: each.id, label: `${each.number} ${each.name} · ${t(`roadmap.state.${each.state}`)}` }))}
                  onChange={(id) => go({ ...search, plan: id ?? undefined, open: undefined })}
                />
                <Tag tone={plan.state === 'accepted' ? 'good' : 'accent'}>{t(`roadmap.state.${plan.state}`)}</Tag>
                <span className="t2">{t('roadmap.from', { start: plainDate(plan.start) })}</span>
                <span className="grow" />
                {mayPlan ? <PlanActions plan={plan} onDone={() => go({ ...search, plan: undefined, open: undefined })} /> : null}
              </FilterBar>
              {view === 'buckets' && roadmap.data ? <Buckets buckets={roadmap.data.buckets} /> : (
                <Looked
                  plan={plan} search={search} onSearch={go} holds={holds}
                  onHolds={mayPlan ? setHolds : undefined}
                />
              )}
              <StatusLine hints={view === 'timeline' ? hints(mayPlan) : []}>
                {holds.size > 0 ? <Button onClick={propose}>{t('roadmap.proposeHeld', { count: holds.size })}</Button>
                  : t(view === 'timeline' ? 'roadmap.legend' : 'roadmap.sure')}
              </StatusLine>
            </>
          )
        }}
      </Loaded>
      {proposing ? (
        <ProposeDialog
          holds={holds} onClose={() => setProposing(false)}
          onProposed={(plan) => {
            setProposing(false)
            setHolds(new Map())
            go({ ...search, plan: plan.id, open: undefined, view: view === 'buckets' ? 'timeline' : view })
          }}
        />
      ) : null}
    </>
  )
}

function hints(mayPlan: boolean) {
  return [
    { keys: 'j k', label: t('keys.move') }, { keys: '+ -', label: t('roadmap.zoomHint') },
    ...(mayPlan ? [{ keys: 'ArrowLeft ArrowRight', label: t('roadmap.holdHint') }] : []),
  ]
}

interface LookedProps {
  readonly plan: Plan
  readonly search: RoadmapSearch
  readonly onSearch: (next: RoadmapSearch) => void
  readonly holds: Holds
  readonly onHolds: ((holds: Holds) => void) | undefined
}

function Looked({ plan, search, onSearch, holds, onHolds }: LookedProps) {
  const teams = useQuery(teamsQuery).data?.records ?? []
  const item = plan.items.find((each) => each.item_id === search.open)
  const onOpen = (id: string) => onSearch({ ...search, open: id })
  const onHold: OnHold | undefined = onHolds && ((held, start) => {
    onHolds(withHold(holds, held.item_id, start))
    announce(start ? t('roadmap.heldSaid', { key: held.key, start: plainDate(start) })
      : t('roadmap.freeSaid', { key: held.key }))
  })
  return (
    <Split
      aside={!item}
      panel={item ? (
        <PlanSide
          plan={plan} item={item} hold={holds.get(item.item_id)} onHold={onHold}
          onClose={() => onSearch({ ...search, open: undefined })}
        />
      ) : <PlanSummary plan={plan} />}
    >
      {search.view === 'table' ? <PlanTable plan={plan} teams={teams} /> : (
        <TimelineView plan={plan} teams={teams} open={search.open} holds={holds} onOpen={onOpen} onHold={onHold} />
      )}
    </Split>
  )
}

function PlanActions({ plan, onDone }: { readonly plan: Plan; readonly onDone: () => void }) {
  const accept = useAccept(() => {
    saidToast(t('roadmap.acceptedSaid', { name: plan.name }))
    onDone()
  })
  const remove = useRemovePlan(onDone)
  if (plan.state !== 'proposed') return null
  return (
    <>
      <Button look="quiet" busy={remove.isPending} onClick={() => remove.mutate(plan)}>{t('roadmap.remove')}</Button>
      <Button look="primary" icon="check" busy={accept.isPending} onClick={() => accept.mutate(plan)}>
        {t('roadmap.accept')}
      </Button>
    </>
  )
}

interface NoPlanProps {
  readonly plans: number
  readonly onPropose: (() => void) | undefined
}

function NoPlan({ plans, onPropose }: NoPlanProps) {
  const teams = useQuery(teamsQuery).data?.records
  const noTeams = teams?.length === 0
  return (
    <EmptyState
      icon="clock" title={t('roadmap.none')}
      actions={(
        <>
          {noTeams ? <PathLink to="/teams" className={buttonClass('primary')}>{t('roadmap.toTeams')}</PathLink> : null}
          {!noTeams && onPropose ? <Button look="primary" onClick={onPropose}>{t('roadmap.propose')}</Button> : null}
        </>
      )}
    >
      {t(noTeams ? 'roadmap.noTeams' : plans > 0 ? 'roadmap.noneAccepted' : 'roadmap.noneDetail')}
    </EmptyState>
  )
}
