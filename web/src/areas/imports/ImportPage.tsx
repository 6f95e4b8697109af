import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Import } from '~/api/records'
import { PageHeader } from '~/parts/PageHeader'
import { Loaded } from '~/parts/States'
import { bytes } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import { ImportThread } from './ImportThread'
import { MapStep } from './MapStep'
import { Moving } from './Moving'
import { importQuery } from './queries'
import { Checked, Result } from './Result'
import { isMoving, stageReached } from './progress'
import styles from './Imports.module.css'

/** One import, wherever it stands: the page follows its state, so it can be left and found again. */
export function ImportPage() {
  const { id } = useParams({ from: '/framed/imports/$id' })
  const query = useQuery(importQuery(id))
  return (
    <>
      <PageHeader
        title={query.data?.filename ?? t('imports.title')} over={t('imports.title')}
        sub={query.data ? <Found of={query.data} /> : null}
      />
      <div className={styles.page}>
        <Loaded query={query}>
          {(found) => (
            <div className={styles.narrow}>
              <ImportThread reached={stageReached(found.state)} />
              <Stage of={found} />
            </div>
          )}
        </Loaded>
      </div>
    </>
  )
}

function Stage({ of }: { readonly of: Import }) {
  if (isMoving(of.state)) return <Moving of={of} />
  if (of.state === 'uploaded') return <MapStep of={of} />
  if (of.state === 'checked') return <Checked of={of} />
  return <Result of={of} />
}

/** What was found out about the file, so that a wrong guess is seen at once. */
function Found({ of }: { readonly of: Import }) {
  const { kind, encoding, delimiter, header } = of.format
  const parts = [
    kind.toUpperCase(), encoding,
    delimiter ? tMaybe(`imports.delimiter.${delimiter}`, t('imports.delimitedBy', { delimiter })) : '',
    kind === 'csv' || kind === 'tsv' ? t(header ? 'imports.withHeader' : 'imports.withoutHeader') : '',
    bytes(of.size),
  ]
  return parts.filter(Boolean).join(', ')
}
