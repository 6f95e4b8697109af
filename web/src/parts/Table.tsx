import type { ReactNode } from 'react'
import type { Paged } from '~/api/usePaged'
import { t } from '~/text/text'
import { Button } from './Button'
import { ErrorState, LoadingState } from './States'
import styles from './Table.module.css'

export interface Column<T> {
  readonly head: string
  readonly cell: (row: T) => ReactNode
  /** Figures stand at the right, so that they can be compared. */
  readonly num?: boolean
  readonly width?: number
}

interface Props<T> {
  readonly label: string
  readonly rows: readonly T[]
  readonly rowKey: (row: T) => string
  readonly columns: readonly Column<T>[]
  /** Below the last row. */
  readonly foot?: ReactNode
}

/** A plain table whose head stays in view. For thousands of rows there is DenseList. */
export function Table<T>({ label, rows, rowKey, columns, foot }: Props<T>) {
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" data-num={column.num} style={{ width: column.width }}>
                {column.head || <span className="sr">{t('common.more')}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, index) => (
                <td key={index} data-num={column.num}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {foot}
    </div>
  )
}

interface PagedProps<T> extends Omit<Props<T>, 'rows' | 'foot'> {
  readonly paged: Paged<T>
  /** What stands there when there is nothing. */
  readonly empty: ReactNode
}

/** A table over a list that the server gives in pages, with its states. */
export function PagedTable<T>({ paged, empty, ...table }: PagedProps<T>) {
  if (paged.error && paged.records.length === 0) {
    return <ErrorState error={paged.error} onRetry={paged.retry} />
  }
  if (paged.pending) return <LoadingState rows={10} />
  if (paged.records.length === 0) return empty
  return (
    <Table
      {...table} rows={paged.records}
      foot={paged.more ? (
        <div className={styles.more}>
          <Button busy={paged.loadingMore} onClick={paged.more}>{t('common.showMore')}</Button>
        </div>
      ) : null}
    />
  )
}
