/**
 * One listener for every single-key command. Parts of the page register layers of bindings;
 * the layer that was registered last is asked first, so an open panel wins over the list behind it.
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

const sequenceTimeout = 1200

export class KeyRegistry {
  private layers: { current: Bindings }[] = []
  private pending: { key: string; until: number } | null = null
  enabled = true

  /** Adds a layer and returns how to take it away. The holder may change its bindings in place. */
  add(layer: { current: Bindings }): () => void {
    this.layers.push(layer)
    return () => {
      this.layers = this.layers.filter((each) => each !== layer)
    }
  }

  /** Everything that can be pressed now, nearest first, each key once. */
  all(): Bindings {
    const seen = new Set<string>()
    return this.layers
      .toReversed()
      .flatMap((layer) => layer.current)
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
    const direct = second ?? bindings.find((each) => each.keys === name)
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
export function isTyping(target: EventTarget | null): boolean {
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
