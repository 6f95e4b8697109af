import { useState } from 'react'
import type { Plan, PlanItem, Team } from '~/api/records'
import {
  arrowPath, dayOf, dayX, monthMarks, timelineWidth, weekMarks, type Timeline,
} from '~/geometry/timeline'
import { useKeys } from '~/keys/useKeys'
import { ForecastBar } from '~/parts/bars'
import { Icon } from '~/parts/Icon'
import { decimal, percent, plainDate } from '~/text/format'
import { t } from '~/text/text'
import { atRisk, barHeight, loadHeight, planLanes, planTimeline, reason, type Bar, type Lane } from './lanes'
import styles from './Roadmap.module.css'

const zooms = [4, 7, 12, 20]
const headHeight = 44

/** The closest look at which the whole plan still fits a usual screen. */
function fitting(plan: Plan): number {
  const fits = zooms.filter((zoom) => timelineWidth(planTimeline(plan, zoom)) <= 960)
  return Math.max(0, fits.length - 1)
}

interface Props {
  readonly plan: Plan
  readonly teams: readonly Team[]
  readonly open: string | undefined
  readonly locks: ReadonlyMap<string, string>
  readonly onOpen: (id: string) => void
}

/** Teams with what they carry: solid to P50, hatched to P85, the load above. */
export function TimelineView({ plan, teams, open, locks, onOpen }: Props) {
  const [zoom, setZoom] = useState(() => fitting(plan))
  const line = planTimeline(plan, zooms[zoom] ?? 7)
  const lanes = planLanes(plan, teams, line, t('item.noTeam'))
  const width = Math.max(640, timelineWidth(line))
  const height = lanes.reduce((sum, lane) => sum + lane.height, 0)
  const byId = new Map(lanes.flatMap((lane) => lane.bars).map((bar) => [bar.item.item_id, bar]))
  const order = lanes.flatMap((lane) => lane.bars.map((bar) => bar.item.item_id))
  const at = order.indexOf(open ?? '')
  const move = (by: number) => {
    const next = order[Math.min(order.length - 1, Math.max(0, at + by))]
    if (next) onOpen(next)
  }
  useKeys([
    { keys: '+', label: t('roadmap.zoomIn'), run: () => setZoom((z) => Math.min(zooms.length - 1, z + 1)) },
    { keys: '-', label: t('roadmap.zoomOut'), run: () => setZoom((z) => Math.max(0, z - 1)) },
    { keys: 'j', label: t('keys.next'), run: () => move(1), group: t('keys.list') },
    { keys: 'k', label: t('keys.previous'), run: () => move(-1), group: t('keys.list') },
  ])
  return (
    <div className={styles.timeline} tabIndex={0} role="group" aria-label={t('roadmap.timeline')}>
      <div className={styles.heads} style={{ paddingTop: headHeight }}>
        {lanes.map((lane) => <LaneHead key={lane.id} lane={lane} />)}
      </div>
      <div style={{ width, height: headHeight + height, position: 'relative', flex: 'none' }}>
        <svg width={width} height={headHeight + height} className={styles.drawing} aria-hidden="true">
          <Dates line={line} height={headHeight + height} />
          <g transform={`translate(0 ${headHeight})`}>
            {lanes.map((lane) => <LaneGround key={lane.id} lane={lane} width={width} />)}
            {plan.items.map((item) => <Arrow key={item.item_id} item={item} bars={byId} />)}
            {[...byId.values()].map((bar) => <BarDrawing key={bar.item.item_id} bar={bar} />)}
          </g>
          <Today line={line} height={headHeight + height} />
        </svg>
        {[...byId.values()].map((bar) => (
          <BarButton
            key={bar.item.item_id} bar={bar} current={bar.item.item_id === open} onOpen={onOpen}
            lock={locks.get(bar.item.item_id)}
          />
        ))}
      </div>
    </div>
  )
}

function LaneHead({ lane }: { readonly lane: Lane }) {
  const used = lane.weeks.reduce((sum, week) => sum + week.used, 0)
  const capacity = lane.weeks.reduce((sum, week) => sum + week.capacity, 0)
  return (
    <div className={styles.lane} style={{ height: lane.height }}>
      <span className="m">{lane.name}</span>
      {capacity > 0 ? <span className="t3 fs12">{t('roadmap.load', { share: percent(used / capacity) })}</span> : null}
      {lane.over > 0 ? (
        <span className={styles.over}><Icon name="warning" size={12} />{t('roadmap.over', { count: lane.over })}</span>
      ) : null}
    </div>
  )
}

function Dates({ line, height }: { readonly line: Timeline; readonly height: number }) {
  return (
    <g>
      {monthMarks(line).map((mark) => (
        <g key={mark.day}>
          <path d={`M${mark.x} 0V22`} stroke="var(--line-strong)" />
          <text x={mark.x + 6} y={16} className={styles.month}>{monthName(mark.day)}</text>
        </g>
      ))}
      {weekMarks(line).map((mark) => (
        <g key={mark.day}>
          <path d={`M${mark.x} ${headHeight}V${height}`} stroke="var(--line)" />
          {line.pxPerDay >= 4 ? <text x={mark.x + 3} y={36}>{mark.label}</text> : null}
        </g>
      ))}
    </g>
  )
}

function monthName(day: string): string {
  return plainDate(day, true).replace(/^\d+\s/, '')
}

function Today({ line, height }: { readonly line: Timeline; readonly height: number }) {
  const today = dayOf(Math.floor(Date.now() / 86_400_000))
  const x = dayX(line, today)
  if (x < 0) return null
  return <path d={`M${x} 22V${height}`} stroke="var(--text)" strokeWidth={2} />
}

/** The load of each week against the team's capacity; what is above it is red and says so. */
function LaneGround({ lane, width }: { readonly lane: Lane; readonly width: number }) {
  const full = loadHeight - 12
  return (
    <g transform={`translate(0 ${lane.y})`}>
      <path d={`M0 0H${width}`} stroke="var(--line-strong)" />
      <path d={`M0 ${loadHeight - full}H${width}`} stroke="var(--ctl)" strokeDasharray="2 3" />
      {lane.weeks.map((week) => {
        const inside = Math.min(1, week.load) * full
        const above = Math.min(0.4, Math.max(0, week.load - 1)) * full
        return (
          <g key={week.week}>
            <rect x={week.x} y={loadHeight - inside} width={week.width} height={inside} fill="var(--mute-soft)" />
            {above > 0 ? (
              <>
                <rect x={week.x} y={loadHeight - full - above} width={week.width} height={above} fill="var(--bad-data)" />
                {week.width > 30 ? <text x={week.x + 4} y={loadHeight - 4} style={{ fill: 'var(--bad)' }}>{percent(week.load)}</text> : null}
              </>
            ) : null}
          </g>
        )
      })}
    </g>
  )
}

function Arrow({ item, bars }: { readonly item: PlanItem; readonly bars: ReadonlyMap<string, Bar> }) {
  const from = item.cause_kind === 'predecessor' ? bars.get(item.cause_item_id ?? '') : undefined
  const to = bars.get(item.item_id)
  if (!from || !to) return null
  const start = { x: from.box.x + from.box.solid, y: from.y + barHeight / 2 }
  return (
    <path
      d={arrowPath(start, { x: to.box.x, y: to.y + barHeight / 2 })} fill="none" stroke="var(--ctl)" strokeWidth={1.5}
    />
  )
}

function BarDrawing({ bar }: { readonly bar: Bar }) {
  return (
    <ForecastBar
      x={bar.box.x} y={bar.y} solid={bar.box.solid} hatched={bar.box.hatched} height={barHeight}
      atRisk={atRisk(bar.item)}
    />
  )
}

interface ButtonProps {
  readonly bar: Bar
  readonly current: boolean
  readonly lock: string | undefined
  readonly onOpen: (id: string) => void
}

function BarButton({ bar, current, lock, onOpen }: ButtonProps) {
  const { item, box } = bar
  const says = t('roadmap.barSays', {
    key: item.key, title: item.title, start: plainDate(item.start), p50: plainDate(item.p50), p85: plainDate(item.p85),
  })
  return (
    <button
      type="button" className={styles.bar} title={`${says}. ${reason(item)}`} aria-label={says} aria-pressed={current}
      style={{ left: box.x, top: headHeight + bar.y, width: Math.max(box.solid + box.hatched, 24), height: barHeight }}
      onClick={() => onOpen(item.item_id)}
    >
      {item.locked || lock ? <Icon name="lock" size={12} /> : null}
      {atRisk(item) ? <Icon name="warning" size={12} /> : null}
      <span className="t3">{item.key.replace(/^.*-/, '')}</span> <span className="m">{item.title}</span>
      <span className="sr">{decimal(item.effort, 1)}</span>
    </button>
  )
}
