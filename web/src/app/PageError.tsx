import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { Problem } from '~/api/problem'
import { Button } from '~/parts/Button'
import { EmptyState, ErrorState } from '~/parts/States'
import { t } from '~/text/text'

/** A page that broke: the frame around it still works. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  if (error instanceof Problem) {
    return (
      <ErrorState
        error={error}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    )
  }
  return (
    <EmptyState
      icon="warning" title={t('error.page')}
      actions={<Button onClick={() => window.location.reload()}>{t('error.reload')}</Button>}
    >
      {t('error.pageDetail')}
    </EmptyState>
  )
}
