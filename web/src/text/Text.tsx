import { Fragment, type ReactNode } from 'react'
import type { Node } from './icu'
import { messageNodes, pickCase, show, type TextId, type Value } from './text'

type Slots = Readonly<Record<string, (inner: ReactNode) => ReactNode>>

const defaultSlots: Slots = {
  b: (inner) => <strong className="b">{inner}</strong>,
  m: (inner) => <strong className="m t2">{inner}</strong>,
}

interface Props {
  readonly id: TextId
  readonly values?: Readonly<Record<string, Value>>
  /** What to make of `<name>...</name>` in the message. `b` and `m` need no slot. */
  readonly slots?: Slots
}

/** A text by id whose parts may be set bold or made links. */
export function Text({ id, values = {}, slots = {} }: Props): ReactNode {
  const all = { ...defaultSlots, ...slots }
  const render = (nodes: readonly Node[], hash: string): ReactNode =>
    nodes.map((node, index) => <Fragment key={index}>{renderNode(node, hash)}</Fragment>)
  const renderNode = (node: Node, hash: string): ReactNode => {
    switch (node.kind) {
      case 'text':
        return node.text
      case 'hash':
        return hash
      case 'value':
        return show(values[node.name])
      case 'tag': {
        const inner = render(node.inner, hash)
        return all[node.name]?.(inner) ?? inner
      }
      default:
        return render(pickCase(node, values), show(values[node.name]))
    }
  }
  return render(messageNodes(id), '')
}
