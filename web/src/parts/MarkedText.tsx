import type { Ref } from 'react'
import { cutText, type MarkSpan } from '~/geometry/marks'
import styles from './MarkedText.module.css'

export interface TextMark extends MarkSpan {
  /** A quote is evidence; `chosen` is being marked now; `positive` speaks for, not against. */
  readonly look: 'quote' | 'chosen' | 'positive'
  readonly title?: string
}

interface Props {
  readonly text: string
  readonly marks: readonly TextMark[]
  readonly lang?: string | undefined
  readonly ref?: Ref<HTMLDivElement>
}

/** What the customer said, word for word, with its quotes marked. */
export function MarkedText({ text, marks, lang, ref }: Props) {
  const byId = new Map(marks.map((mark) => [mark.id, mark]))
  return (
    <div className={styles.text} lang={lang} ref={ref}>
      {cutText(text, marks).map((piece) => {
        const mark = piece.ids.map((id) => byId.get(id)).find((each) => each !== undefined)
        if (!mark) return <span key={piece.start}>{piece.text}</span>
        if (mark.look === 'quote') {
          return <mark key={piece.start} title={mark.title}>{piece.text}</mark>
        }
        return (
          <span
            key={piece.start} title={mark.title}
            className={mark.look === 'chosen' ? styles.chosen : styles.positive}
          >
            {piece.text}
          </span>
        )
      })}
    </div>
  )
}
