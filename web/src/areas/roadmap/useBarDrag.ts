import {
  draggable, dropTargetForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import {
  disableNativeDragPreview,
} from '@atlaskit/pragmatic-drag-and-drop/element/disable-native-drag-preview'
import { useEffect, useEffectEvent, useState, type RefObject } from 'react'

const kind = 'plan-bar'

/** Lets a bar be dragged along its lane; it remembers where it was taken hold of. */
export function useDraggableBar(
  element: RefObject<HTMLElement | null>, item: string, enabled: boolean,
) {
  useEffect(() => {
    const bar = element.current
    if (!bar || !enabled) return
    return draggable({
      element: bar,
      getInitialData: ({ input }) => ({
        kind, item, grip: input.clientX - bar.getBoundingClientRect().left,
      }),
      // The outline on the weeks shows where it goes.
      onGenerateDragPreview: ({ nativeSetDragImage }) => disableNativeDragPreview({ nativeSetDragImage }),
    })
  }, [element, item, enabled])
}

export interface Ghost {
  readonly item: string
  /** Where the dragged bar would begin, in the drawing. */
  readonly x: number
}

/** Takes dragged bars, and tells where the one in the air would begin. */
export function useBarTarget(
  drawing: RefObject<HTMLElement | null>, onDrop: (ghost: Ghost) => void, enabled: boolean,
): Ghost | null {
  const [ghost, setGhost] = useState<Ghost | null>(null)
  const drop = useEffectEvent(onDrop)
  useEffect(() => {
    const target = drawing.current
    if (!target || !enabled) return
    const ghostOf = (data: Readonly<Record<string, unknown>>, clientX: number): Ghost => ({
      item: String(data['item']), x: clientX - target.getBoundingClientRect().left - Number(data['grip']),
    })
    return dropTargetForElements({
      element: target,
      canDrop: ({ source }) => source.data['kind'] === kind,
      onDrag: ({ source, location }) => setGhost(ghostOf(source.data, location.current.input.clientX)),
      onDragLeave: () => setGhost(null),
      onDrop: ({ source, location }) => {
        setGhost(null)
        drop(ghostOf(source.data, location.current.input.clientX))
      },
    })
  }, [drawing, enabled])
  return ghost
}
