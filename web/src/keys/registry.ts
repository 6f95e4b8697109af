/**
 * One listener for every single-key command. Parts of the page register layers of bindings;
 * an open panel is asked before the list behind it, and within a level whoever came last.
 */

export interface Binding {
  /** A key as `event.key` names it, or two in a row: `j`, `Escape`, `g f`. */
  readonly keys: string
  readonly label: string
  readonly run: () => void
  /** Where the `?` sheet lists it. */
  readonly group?: string
}

export type Bindings = readonly Binding[]

/** What lies nearer to the reader is asked first: the panel before the page before the frame. */
const levels = { frame: 0, page: 1, panel: 2, popup: 3 } as const
export type Level = keyof typeof levels

interface Layer {
  readonly bindings: { current: Bindings }
  readonly level: number
}

const sequenceTimeout = 1200

export class KeyRegistry {
  private layers: Layer[] = []
  private pending: { key: string; until: number } | null = null
  enabled = true

  /** Adds a layer and returns how to take it away. The holder may change its bindings in place. */
  add(bindings: { current: Bindings }, level: Level = 'page'): () => void {
    const layer = { bindings, level: levels[level] }
    this.layers = [...this.layers, layer].sort((a, b) => a.level - b.level)
    return () => {
      this.layers = this.layers.filter((each) => each !== layer)
    }
  }

  /** Everything that can be pressed now, nearest first, each key once. */
  all(): Bindings {
    const seen = new Set<string>()
    return this.layers
      .toReversed()
      .flatMap((layer) => layer.bindings.current)
      .filter((binding) => !seen.has(binding.keys) && seen.add(binding.keys))
  }

  /** Runs what the key means, and says whether it meant anything. */
  press(key: string, now: number): boolean {
    const name = key.length === 1 ? key.toLowerCase() : key
    if (!this.enabled && name !== 'Escape') return false
    const first = this.pending && now <= this.pending.until ? this.pending.key : null
    this.pending = null
    const bindings = this.all()
    const second = first ? bindings.find((each) => each.keys === `${first} ${name}`) : undefined
    const direct = second ?? bindings.find((each) => each.keys === key) ?? bindings.find((each) => each.keys === name)
    if (direct) {
      direct.run()
      return true
    }
    if (bindings.some((each) => each.keys.startsWith(`${name} `))) {
      this.pending = { key: name, until: now + sequenceTimeout }
      return true
    }
    return false
  }
}

const typing = 'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="combobox"]'
const pickers = 'input[type="checkbox"], input[type="radio"], input[type="button"], input[type="range"]'

/** Whether keys go into this element: then no command may take them. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return target.matches(typing) && !target.matches(pickers)
}

export interface KeyLike {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly defaultPrevented: boolean
  readonly target: EventTarget | null
}

/** Whether a key event is ours to handle at all. */
export function isCommand(event: KeyLike): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  return !isTyping(event.target)
}

/** Whether Escape was pressed in a field: it is left, so that single keys are commands again. */
export function leavesField(event: KeyLike): boolean {
  return event.key === 'Escape' && !event.defaultPrevented && isTyping(event.target)
}
