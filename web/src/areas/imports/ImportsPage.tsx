import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Import } from '~/api/records'
import { buttonClass } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { ImportLink } from '~/parts/ImportLink'
import { PageHeader } from '~/parts/PageHeader'
import { Tag, type Tone } from '~/parts/small'
import { EmptyState, Loaded } from '~/parts/States'
import { useMay } from '~/session/session'
import { bytes, dateTime, integer } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import { importsQuery } from './queries'
import styles from './Imports.module.css'

const tones: Readonly<Record<string, Tone>> = {
  uploaded: 'plain', checking: 'accent', checked: 'plain', running: 'accent', done: 'good',
  cancelled: 'warn', failed: 'bad', undone: 'plain',
}

/** Every import there was, newest first; a result stays findable. */
export function ImportsPage() {
  const imports = useQuery(importsQuery)
  const mayImport = useMay('feedback.import')
  return (
    <>
      <PageHeader title={t('imports.all')}>
        {mayImport && imports.data && imports.data.records.length > 0 ? (
          <Link to="/imports/new" className={buttonClass()}>
            <Icon name="upload" />
            {t('imports.new')}
          </Link>
        ) : null}
      </PageHeader>
      <div className={styles.page}>
        <Loaded query={imports}>
          {({ records }) => (records.length === 0 ? (
            <EmptyState icon="upload" title={t('imports.none')} actions={<ImportLink />}>{t('imports.noneDetail')}</EmptyState>
          ) : <ImportTable imports={records} />)}
        </Loaded>
      </div>
    </>
  )
}

function ImportTable({ imports }: { readonly imports: readonly Import[] }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('imports.all')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t('imports.file')}</th>
            <th>{t('imports.sourceName')}</th>
            <th>{t('imports.state')}</th>
            <th className="num">{t('imports.count.added')}</th>
            <th className="num">{t('imports.count.failed')}</th>
            <th className="num">{t('imports.size')}</th>
            <th>{t('imports.when')}</th>
          </tr>
        </thead>
        <tbody>
          {imports.map((each) => (
            <tr key={each.id}>
              <td className="trunc">
                <Link to="/imports/$id" params={{ id: each.id }} className="link">{each.filename}</Link>
              </td>
              <td>{each.source}</td>
              <td><Tag tone={tones[each.state]}>{tMaybe(`imports.state.${each.state}`, each.state)}</Tag></td>
              <td className="num">{integer(each.added)}</td>
              <td className={`num ${each.failed > 0 ? 'bad' : ''}`}>{integer(each.failed)}</td>
              <td className="num nowrap">{bytes(each.size)}</td>
              <td className="nowrap t2">{dateTime(each.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
