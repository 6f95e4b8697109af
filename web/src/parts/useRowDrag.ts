import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import {
  draggable, dropTargetForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useEffectEvent, useState, type RefObject } from 'react'

export type Edge = 'before' | 'after'

/** What is to be done when a row was dropped beside another. */
export type OnReorder = (moved: string, edge: Edge, beside: string) => void

/** Lets a row be dragged, and dropped before or after another row of the same list. */
export function useRowDrag(
  element: RefObject<HTMLElement | null>, list: string, key: string, onReorder: OnReorder | undefined,
) {
  const [edge, setEdge] = useState<Edge | null>(null)
  const [dragged, setDragged] = useState(false)
  const enabled = onReorder !== undefined
  const drop = useEffectEvent((moved: unknown, to: Edge) => onReorder?.(String(moved), to, key))
  useEffect(() => {
    const row = element.current
    if (!row || !enabled) return
    const edgeAt = (y: number): Edge => {
      const box = row.getBoundingClientRect()
      return y < box.top + box.height / 2 ? 'before' : 'after'
    }
    return combine(
      draggable({
        element: row, getInitialData: () => ({ list, key }),
        onDragStart: () => setDragged(true), onDrop: () => setDragged(false),
      }),
      dropTargetForElements({
        element: row,
        canDrop: ({ source }) => source.data['list'] === list && source.data['key'] !== key,
        onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientY)),
        onDragLeave: () => setEdge(null),
        onDrop: ({ source, location }) => {
          setEdge(null)
          drop(source.data['key'], edgeAt(location.current.input.clientY))
        },
      }),
    )
  }, [element, enabled, list, key])
  return { edge, dragged }
}
