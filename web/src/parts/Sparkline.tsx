import { linePath, linePoints, lineLevel, type Box } from '~/geometry/line'

interface Props {
  readonly values: readonly number[]
  /** The series in words: what, from when, to what. */
  readonly label: string
  readonly width?: number
  readonly height?: number
  readonly target?: number | undefined
  /** Indexes at which more happened than chance explains: a hollow red ring. */
  readonly spikes?: readonly number[]
  readonly onSpike?: (index: number) => void
  readonly quiet?: boolean
}

/** A small trend line. Its last value is a dot, a spike a hollow ring that opens its records. */
export function Sparkline({
  values, label, width = 204, height = 52, target, spikes = [], onSpike, quiet = false,
}: Props) {
  const box: Box = { width, height, pad: 5 }
  const points = linePoints(values, box, target ?? 0)
  const last = points.at(-1)
  const lastIsSpike = spikes.includes(values.length - 1)
  const level = target === undefined ? null : lineLevel(values, box, target)
  return (
    <svg
      width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img"
      aria-label={label} overflow="visible"
    >
      {quiet ? null : <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line)" />}
      {level === null ? null : (
        <path d={`M0 ${level}H${width}`} stroke="var(--ctl)" strokeDasharray="3 3" />
      )}
      <path
        d={linePath(points)} fill="none" stroke={quiet ? 'var(--text-2)' : 'var(--accent)'}
        strokeWidth={1.5} strokeLinejoin="round"
      />
      {last && !lastIsSpike && !quiet ? (
        <circle cx={last.x} cy={last.y} r={3} fill="var(--accent)" />
      ) : null}
      {spikes.map((index) => {
        const at = points[index]
        return at ? (
          <circle
            key={index} cx={at.x} cy={at.y} r={4} fill="var(--bg)" stroke="var(--bad-data)"
            strokeWidth={2} onClick={onSpike ? () => onSpike(index) : undefined}
            style={onSpike ? { cursor: 'pointer' } : undefined}
          />
        ) : null
      })}
    </svg>
  )
}
