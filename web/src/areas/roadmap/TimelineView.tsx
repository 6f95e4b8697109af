import { useElementSize } from '@mantine/hooks'
import { useRef, useState } from 'react'
import type { Plan, PlanItem, Team } from '~/api/records'
import {
  arrowPath, dayOf, dayX, monthMarks, timelineWidth, weekMarks, xDay, type Timeline,
} from '~/geometry/timeline'
import { useKeys } from '~/keys/useKeys'
import { ForecastBar } from '~/parts/bars'
import { Icon } from '~/parts/Icon'
import { percent, plainDate, plainWeekday } from '~/text/format'
import { t } from '~/text/text'
import { BarButton, BarOutline } from './BarButton'
import { heldWeek, type Holds, type OnHold } from './holds'
import { atRisk, barHeight, loadHeight, planLanes, planTimeline, type Bar, type Lane } from './lanes'
import { useBarTarget } from './useBarDrag'
import styles from './Roadmap.module.css'

const zooms = [4, 6, 8, 10, 14, 20]
const usualWidth = 820
const headHeight = 64
const todayTop = 43
const todayWidth = 92
const headsWidth = 136

/** The closest look at which the whole plan, titles too, still fits a usual screen. */
function fitting(plan: Plan): number {
  const fits = zooms.filter((zoom) => timelineWidth(planTimeline(plan, zoom)) <= usualWidth)
  return Math.max(0, fits.length - 1)
}

interface Props {
  readonly plan: Plan
  readonly teams: readonly Team[]
  readonly open: string | undefined
  readonly holds: Holds
  readonly onOpen: (id: string) => void
  /** Left out where one may only look. */
  readonly onHold: OnHold | undefined
}

/** Teams with what they carry: solid to P50, hatched to P85, the load above. */
export function TimelineView({ plan, teams, open, holds, onOpen, onHold }: Props) {
  const [zoom, setZoom] = useState(() => fitting(plan))
  const { ref: room, width: roomWidth } = useElementSize()
  const drawing = useRef<HTMLDivElement>(null)
  const line = planTimeline(plan, zooms[zoom] ?? 7, roomWidth - headsWidth)
  const lanes = planLanes(plan, teams, line, t('item.noTeam'))
  const width = timelineWidth(line)
  const height = headHeight + lanes.reduce((sum, lane) => sum + lane.height, 0)
  const bars = lanes.flatMap((lane) => lane.bars)
  const byId = new Map(bars.map((bar) => [bar.item.item_id, bar]))
  const at = bars.findIndex((bar) => bar.item.item_id === open)
  const move = (by: number) => {
    const next = bars[Math.min(bars.length - 1, Math.max(0, at + by))]
    if (next) onOpen(next.item.item_id)
  }
  /** The week whose Monday is nearest. */
  const weekAt = (x: number) => heldWeek(plan, xDay(line, x + 3.5 * line.pxPerDay))
  const ghost = useBarTarget(drawing, ({ item, x }) => {
    const bar = byId.get(item)
    if (bar) onHold?.(bar.item, weekAt(x))
  }, Boolean(onHold))
  const dragged = byId.get(ghost?.item ?? '')
  const outlines = dragged && ghost ? [{ bar: dragged, week: weekAt(ghost.x) }]
    : bars.flatMap((bar) => {
      const week = holds.get(bar.item.item_id)
      return week ? [{ bar, week }] : []
    })
  useKeys([
    { keys: '+', label: t('roadmap.zoomIn'), run: () => setZoom((z) => Math.min(zooms.length - 1, z + 1)) },
    { keys: '-', label: t('roadmap.zoomOut'), run: () => setZoom((z) => Math.max(0, z - 1)) },
    { keys: 'j', label: t('keys.next'), run: () => move(1), group: t('keys.list') },
    { keys: 'k', label: t('keys.previous'), run: () => move(-1), group: t('keys.list') },
  ])
  return (
    <div className={styles.timeline} tabIndex={0} role="group" aria-label={t('roadmap.timeline')} ref={room}>
      <div className={styles.heads} style={{ paddingTop: headHeight }}>
        {lanes.map((lane) => <LaneHead key={lane.id} lane={lane} />)}
      </div>
      <div style={{ width, height, position: 'relative', flex: 'none' }} ref={drawing}>
        <svg width={width} height={height} className={styles.drawing} aria-hidden="true">
          <Dates line={line} height={height} />
          <Today line={line} height={height} />
          <g transform={`translate(0 ${headHeight})`}>
            {lanes.map((lane) => <LaneGround key={lane.id} lane={lane} width={width} />)}
            {plan.items.map((item) => <Arrow key={item.item_id} item={item} bars={byId} />)}
            {bars.map((bar) => <BarDrawing key={bar.item.item_id} bar={bar} />)}
          </g>
        </svg>
        {bars.map((bar) => (
          <BarButton
            key={bar.item.item_id} bar={bar} top={headHeight} current={bar.item.item_id === open} onOpen={onOpen}
            hold={holds.get(bar.item.item_id)} mayDrag={Boolean(onHold)}
          />
        ))}
        {outlines.map(({ bar, week }) => (
          <BarOutline
            key={bar.item.item_id} bar={bar} x={dayX(line, week)} top={headHeight}
            label={t('roadmap.outline', { key: bar.item.key, start: plainDate(week) })}
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
  const marks = monthMarks(line)
  return (
    <g>
      {marks.map((mark, index) => (
        <g key={mark.day}>
          <path d={`M${mark.x} 0V22`} stroke="var(--line-strong)" />
          {(marks[index + 1]?.x ?? Infinity) - mark.x < 64 ? null : (
            <text x={mark.x + 6} y={16} className={styles.month}>{monthName(mark.day)}</text>
          )}
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

/** The line of today, named in the head below the weeks. */
function Today({ line, height }: { readonly line: Timeline; readonly height: number }) {
  const today = dayOf(Math.floor(Date.now() / 86_400_000))
  const x = dayX(line, today)
  if (x < 0) return null
  const left = Math.max(0, x - todayWidth / 2)
  return (
    <g>
      <path d={`M${x} ${todayTop}V${height}`} stroke="var(--text)" strokeWidth={1.5} />
      <rect x={left} y={todayTop} width={todayWidth} height={18} rx={3} fill="var(--text)" />
      <text x={left + todayWidth / 2} y={todayTop + 13} textAnchor="middle" className={styles.today}>
        {plainWeekday(today)}
      </text>
    </g>
  )
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
