import { Link } from '@tanstack/react-router'
import { buttonClass } from '~/parts/Button'
import { PageHeader } from '~/parts/PageHeader'
import { EmptyState } from '~/parts/States'
import { t } from '~/text/text'

/** What an address shows that no page has. */
export function NoPage() {
  return (
    <>
      <PageHeader title={t('error.noPage')} />
      <EmptyState
        icon="search" title={t('error.missing')}
        actions={<Link to="/" className={buttonClass('primary')}>{t('error.toHome')}</Link>}
      >
        {t('error.noPageDetail')}
      </EmptyState>
    </>
  )
}
