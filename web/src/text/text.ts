import { parse, type Node } from './icu'
import { en, type TextId } from './en'
import { currentLocale, integer } from './format'
import { pseudo } from './pseudo'

export type { TextId } from './en'
export type Value = string | number
export type Values = Readonly<Record<string, Value>>

const parsed = new Map<string, readonly Node[]>()

/** The nodes of a message, parsed once; the pseudo-locale is the same text, stretched and accented. */
export function messageNodes(id: TextId): readonly Node[] {
  const key = currentLocale().pseudo ? `pseudo:${id}` : id
  let nodes = parsed.get(key)
  if (!nodes) {
    nodes = parse(en[id])
    if (currentLocale().pseudo) nodes = pseudo(nodes)
    parsed.set(key, nodes)
  }
  return nodes
}

/** The branch of a plural or a choice that the values pick. */
export function pickCase(node: Extract<Node, { name: string }>, values: Values): readonly Node[] {
  if (node.kind !== 'plural' && node.kind !== 'select') return []
  const value = values[node.name]
  const other = node.cases['other'] ?? []
  if (node.kind === 'select') return node.cases[String(value)] ?? other
  const count = Number(value)
  const rule = new Intl.PluralRules(currentLocale().tag).select(count)
  return node.cases[`=${count}`] ?? node.cases[rule] ?? other
}

export function show(value: Value | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'number' ? integer(value) : value
}

function join(nodes: readonly Node[], values: Values, hash: string): string {
  return nodes.map((node) => joinNode(node, values, hash)).join('')
}

function joinNode(node: Node, values: Values, hash: string): string {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'hash':
      return hash
    case 'value':
      return show(values[node.name])
    case 'tag':
      return join(node.inner, values, hash)
    default:
      return join(pickCase(node, values), values, show(values[node.name]))
  }
}

/** The text with this id, in the reader's language. Numbers are grouped as the reader is used to. */
export function t(id: TextId, values: Values = {}): string {
  return join(messageNodes(id), values, '')
}

/** Whether a text with a computed id is written. */
export function hasText(id: string): id is TextId {
  return id in en
}

/** The text with a computed id (`kind.` + value), or the fallback where none is written. */
export function tMaybe(id: string, fallback: string, values: Values = {}): string {
  return hasText(id) ? t(id, values) : fallback
}
