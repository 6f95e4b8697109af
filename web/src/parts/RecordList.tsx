import type { ReactNode } from 'react'
import type { Paged } from '~/api/usePaged'
import { DenseList, type DenseListProps } from './DenseList'
import { ErrorState, LoadingState } from './States'

interface Props<T> extends Omit<DenseListProps<T>, 'items' | 'itemKey' | 'onEnd'> {
  readonly list: Paged<T>
  /** What stands there when there is nothing. */
  readonly empty: ReactNode
  /** Above the rows, where there are any. */
  readonly heads?: ReactNode
}

/** A long list of records that the server gives in pages, with its states. */
export function RecordList<T extends { readonly id: string }>({ list, empty, heads, ...rows }: Props<T>) {
  const { records, pending, error } = list
  return (
    <>
      {error ? <ErrorState error={error} onRetry={list.retry} /> : null}
      {pending ? <LoadingState rows={10} /> : null}
      {!pending && !error && records.length === 0 ? empty : null}
      {records.length > 0 ? (
        <>
          {heads}
          <DenseList {...rows} items={records} itemKey={(record) => record.id} onEnd={list.more} />
        </>
      ) : null}
    </>
  )
}
