import { useEffect, useRef, useState } from 'react'
import { sentences } from '~/geometry/codePoints'
import { wholeWords } from '~/geometry/marks'

export interface Span {
  readonly start: number
  readonly end: number
}

/** Where the selection lies in the text of an element, in UTF-16 units. */
function selectionIn(element: HTMLElement, selection: Selection): Span | null {
  if (selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return null
  const before = document.createRange()
  before.selectNodeContents(element)
  before.setEnd(range.startContainer, range.startOffset)
  const start = before.toString().length
  return { start, end: start + range.toString().length }
}

/**
 * The span being marked as a quote: selected with the mouse or touch, or sentence by sentence
 * with a key. It snaps to whole words.
 */
export function useQuoteSpan(text: string, language: string) {
  const element = useRef<HTMLDivElement>(null)
  const [span, setSpan] = useState<Span | null>(null)
  useEffect(() => {
    const onUp = () => {
      const selection = window.getSelection()
      if (!element.current || !selection) return
      const selected = selectionIn(element.current, selection)
      const whole = selected && wholeWords(text, selected.start, selected.end)
      if (whole) setSpan(whole)
    }
    document.addEventListener('pointerup', onUp)
    document.addEventListener('keyup', onUp)
    return () => {
      document.removeEventListener('pointerup', onUp)
      document.removeEventListener('keyup', onUp)
    }
  }, [text])
  const nextSentence = () => setSpan((before) => {
    const all = sentences(text, language)
    const at = all.findIndex((each) => each.start === before?.start && each.end === before.end)
    return all[(at + 1) % Math.max(1, all.length)] ?? null
  })
  const clear = () => {
    window.getSelection()?.removeAllRanges()
    setSpan(null)
  }
  return { element, span, nextSentence, clear }
}
