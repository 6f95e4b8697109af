import { useId } from 'react'
import { place, placeInside, type Scale } from '~/geometry/scale'

interface IntervalProps {
  readonly scale: Scale
  readonly low: number
  readonly mid: number
  readonly high: number
  /** What the bar says, in words and figures. */
  readonly label: string
  /** A value once expected, drawn as a pin above the interval. */
  readonly expected?: number
  /** Hairlines behind the bar, at these values. */
  readonly grid?: readonly number[]
  readonly height?: number
}

/** An 80% interval: a pale bar, and a dark tick for its middle. */
export function IntervalBar({
  scale, low, mid, high, label, expected, grid = [], height = 24,
}: IntervalProps) {
  const x = placeInside(scale, low)
  const width = Math.max(2, placeInside(scale, high) - x)
  const middle = height / 2
  return (
    <svg width={scale.width} height={height} role="img" aria-label={label} overflow="visible">
      {grid.map((value) => (
        <path key={value} d={`M${place(scale, value)} 0V${height}`} stroke="var(--line)" />
      ))}
      <rect x={x} y={middle - 4} width={width} height={8} fill="var(--accent-mid)" opacity={0.55} />
      <rect
        x={placeInside(scale, mid) - 1.5} y={middle - 7} width={3} height={14} fill="var(--accent)"
      />
      {expected === undefined ? null : (
        <path
          d={`M${placeInside(scale, expected)} ${middle - 6}V${middle + 8}m-4-14h8l-4 5z`}
          stroke="var(--text-2)" fill="var(--text-2)"
        />
      )}
    </svg>
  )
}

interface WhiskerProps {
  readonly scale: Scale
  readonly low: number
  readonly high: number
  readonly label: string
  /** A dotted line, such as where the top five ends. */
  readonly cut?: number
}

/** The ranks an item may truly have: a whisker. */
export function RankWhisker({ scale, low, high, label, cut }: WhiskerProps) {
  const from = placeInside(scale, low)
  const to = Math.max(from + 3, placeInside(scale, high))
  return (
    <svg width={scale.width} height={36} role="img" aria-label={label} overflow="visible">
      {cut === undefined ? null : (
        <path d={`M${place(scale, cut)} 0V36`} stroke="var(--line-strong)" strokeDasharray="2 3" />
      )}
      <path
        d={`M${from} 18H${to}M${from} 15v6M${to} 15v6`} stroke="var(--text-2)" strokeWidth={1.5}
      />
    </svg>
  )
}

interface MeterProps {
  /** Between 0 and 1. */
  readonly share: number
  readonly tone?: 'accent' | 'warn' | 'bad' | 'mute'
  readonly width?: number
  /** Left out where the figure stands beside the bar. */
  readonly label?: string
}

const toneFill = {
  accent: 'var(--accent)', warn: 'var(--warn-data)', bad: 'var(--bad-data)', mute: 'var(--mute)',
} as const

/** A share as a filled track. */
export function Meter({ share, tone = 'accent', width = 48, label }: MeterProps) {
  const inside = Math.min(1, Math.max(0, share))
  const filled = inside > 0 ? Math.max(1, inside * width) : 0
  const naming = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true }
  return (
    <svg width={width} height={6} {...naming}>
      <rect width={width} height={6} fill="var(--mute-soft)" />
      <rect width={filled} height={6} fill={toneFill[tone]} />
    </svg>
  )
}

interface PTopProps {
  readonly probability: number
  readonly label: string
}

/** The probability of being in the top N; figures beside it carry the number. */
export function PTopBar({ probability, label }: PTopProps) {
  return <Meter share={probability} width={24} label={label} />
}

interface ImpactProps {
  readonly scale: Scale
  readonly low: number
  readonly mid: number
  readonly high: number
  readonly label: string
}

/** An effect around zero with its interval: pale where it may well be no effect at all. */
export function ImpactBar({ scale, low, mid, high, label }: ImpactProps) {
  const zero = place(scale, 0)
  const value = placeInside(scale, mid)
  const unsure = low <= 0 && high >= 0
  const fill = unsure ? 'var(--mute-soft)' : mid < 0 ? 'var(--bad-data)' : 'var(--good)'
  const from = placeInside(scale, low)
  const to = placeInside(scale, high)
  return (
    <svg width={scale.width} height={24} role="img" aria-label={label} overflow="visible">
      <path d={`M${zero} 0V24`} stroke="var(--line-strong)" />
      <rect
        x={Math.min(zero, value)} y={8} width={Math.max(1, Math.abs(value - zero))} height={8}
        fill={fill}
      />
      <path
        d={`M${from} 12H${to}M${from} 9v6M${to} 9v6`} stroke="var(--text-2)" strokeWidth={1.25}
      />
    </svg>
  )
}

interface ForecastProps {
  readonly x: number
  readonly y: number
  readonly solid: number
  readonly hatched: number
  readonly height?: number
  readonly atRisk?: boolean
}

/** Part of an svg: a bar solid to P50 and hatched to P85. */
export function ForecastBar({ x, y, solid, hatched, height = 28, atRisk = false }: ForecastProps) {
  const hatch = useId()
  const edge = atRisk ? 'var(--warn-data)' : 'var(--accent)'
  return (
    <g>
      <Hatch id={hatch} stroke={atRisk ? 'var(--warn-data)' : 'var(--accent-mid)'} />
      <rect
        x={x} y={y} width={solid} height={height}
        fill={atRisk ? 'var(--warn-soft)' : 'var(--accent-soft)'}
      />
      <rect x={x + solid} y={y + 2} width={hatched} height={height - 4} fill={`url(#${hatch})`} />
      <path
        d={`M${x} ${y}v${height}M${x + solid} ${y}v${height}M${x + solid + hatched} ${y}v${height}`}
        stroke={edge} strokeWidth={2}
      />
    </g>
  )
}

/** Diagonal strokes: what is lost, or not certain. */
export function Hatch({ id, stroke = 'var(--ctl)' }: { readonly id: string; readonly stroke?: string }) {
  return (
    <defs>
      <pattern
        id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)"
      >
        <rect width={1.5} height={6} fill={stroke} />
      </pattern>
    </defs>
  )
}
