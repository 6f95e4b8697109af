import type { Trace } from '~/api/records'
import { river, type Flow, type RiverBox } from '~/geometry/river'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import { shippedFrom, tributaries, waits } from './layout'
import styles from './Trace.module.css'

const box: RiverBox = {
  width: 1316, height: 208, sourceX: 104, bandX: 234, bandEndX: 1108, mouthX: 1168,
}

/** Where the step's column stands, in hundredths of the drawing. */
export function stepShare(index: number, count: number): number {
  const pitch = (box.bandEndX - box.bandX) / Math.max(1, count)
  return ((box.bandX + pitch * index) / box.width) * 100
}

/** The line as a river: as wide as the customers who asked, darker once they have it. */
export function RiverFigure({ trace, current }: { readonly trace: Trace; readonly current: number }) {
  const between = trace.steps.slice(1, -1)
  const drawn = river({
    sources: tributaries(trace), told: trace.told.told,
    notReached: trace.told.not_reached + trace.told.open,
    steps: between.map((step) => step.step), shippedFrom: shippedFrom(between),
  }, box)
  const days = waits(trace.steps).slice(1, -1)
  const pitch = (box.bandEndX - box.bandX) / Math.max(1, between.length)
  return (
    <svg
      viewBox={`0 -8 ${box.width} ${box.height + 16}`} className={styles.river} role="img"
      aria-label={t('trace.riverSays', {
        customers: trace.customers, told: trace.told.told, open: trace.told.open,
        lost: trace.told.not_reached,
      })}
    >
      {drawn.inflows.map((flow) => <Inflow key={flow.id} flow={flow} />)}
      <rect
        x={box.bandX} y={drawn.top} width={box.bandEndX - box.bandX}
        height={Math.max(1, drawn.bottom - drawn.top)} fill="var(--accent-soft)"
      />
      {drawn.shippedX === null ? null : (
        <rect
          x={drawn.shippedX} y={drawn.top} width={box.bandEndX - drawn.shippedX}
          height={Math.max(1, drawn.bottom - drawn.top)} fill="var(--accent-mid)" opacity={0.55}
        />
      )}
      {drawn.outflows.map((flow) => (
        <g key={flow.id}>
          <path
            d={flow.path} fill={flow.id === 'told' ? 'var(--accent-mid)' : 'var(--bad-data)'}
            opacity={flow.id === 'told' ? 0.55 : 1}
          />
          <rect
            x={box.mouthX} y={flow.y} width={4} height={flow.height}
            fill={flow.id === 'told' ? 'var(--accent)' : 'var(--bad-data)'}
          />
          <text
            x={box.mouthX + 14} y={flow.y + flow.height / 2 + 5} className={styles.mouth}
            style={{ fill: flow.id === 'told' ? 'var(--text)' : 'var(--bad)' }}
          >
            {t(flow.id === 'told' ? 'trace.told' : 'trace.notTold', { count: flow.count })}
          </text>
        </g>
      ))}
      {between.map((step, index) => {
        const x = box.bandX + pitch * index
        const next = between[index + 1]
        const wait = days[index + 1]
        return (
          <g key={step.step}>
            <path
              d={`M${x} 0V${box.height}`}
              stroke={index + 1 === current ? 'var(--accent)' : 'var(--line-strong)'}
              strokeWidth={index + 1 === current ? 2 : 1}
            />
            {next ? (
              <path
                d={`M${x} ${drawn.middle}H${x + pitch}`} stroke="var(--accent)" strokeWidth={2}
                strokeDasharray={step.missing || next.missing ? '2 5' : undefined}
              />
            ) : null}
            <circle
              cx={x} cy={drawn.middle} r={6} strokeWidth={2} stroke="var(--accent)"
              strokeDasharray={step.missing ? '2 2.500' : undefined}
              fill={step.missing ? 'var(--bg)' : index + 1 === current ? 'var(--accent)' : 'var(--bg)'}
            />
            {typeof wait === 'number' ? (
              <text x={x + pitch / 2} y={drawn.middle - 8} textAnchor="middle">
                {t('trace.days', { days: wait })}
              </text>
            ) : null}
          </g>
        )
      })}
    </svg>
  )
}

function Inflow({ flow }: { readonly flow: Flow }) {
  return (
    <g>
      <path d={flow.path} fill="var(--accent-soft)" />
      <rect x={box.sourceX - 4} y={flow.y} width={4} height={flow.height} fill="var(--accent)" />
      <text x={box.sourceX - 10} y={flow.y + flow.height / 2 + 4} textAnchor="end">
        {flow.label.length > 14 ? `${flow.label.slice(0, 13)}…` : flow.label}{' '}
        <tspan fontWeight={600} style={{ fill: 'var(--text)' }}>{integer(flow.count)}</tspan>
      </text>
    </g>
  )
}
