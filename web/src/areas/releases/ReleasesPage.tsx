import { Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { answer, api } from '~/api/client'
import type { Release } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { useKeys } from '~/keys/useKeys'
import { Meter } from '~/parts/bars'
import { Button } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { neighbours } from '~/parts/neighbours'
import { PageHeader, StatusLine } from '~/parts/PageHeader'
import { RecordList } from '~/parts/RecordList'
import { Kbd, Tag } from '~/parts/small'
import { Split } from '~/parts/Split'
import { EmptyState } from '~/parts/States'
import { problemToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { useMay } from '~/session/session'
import { date } from '~/text/format'
import { t } from '~/text/text'
import type { ReleaseSearch } from './queries'
import { ReleasePanel } from './ReleasePanel'
import styles from './Releases.module.css'

/** What went to customers, and whether those who asked for it know. */
export function ReleasesPage() {
  const search = useSearch({ from: '/framed/releases' })
  const navigate = useNavigate({ from: '/releases' })
  const router = useRouter()
  const mayShip = useMay('release.ship')
  const go = (next: ReleaseSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const list = usePaged(['release', 'list'], (cursor) => answer(
    api.GET('/api/v1/releases', { params: { query: { limit: 100, cursor } } }),
  ))
  const open = (id: string | undefined) => go({ open: id })
  const { beside } = neighbours(list.records, search.open, open)
  const add = () => go({ ...search, add: true })
  useKeys(mayShip ? [{ keys: 'c', label: t('release.add'), run: add }] : [])
  const button = mayShip ? <Button icon="plus" onClick={add}>{t('release.add')}<Kbd keys="c" /></Button> : null
  return (
    <>
      <PageHeader title={t('nav.releases')} sub={t('release.sub')}>{button}</PageHeader>
      <Split
        panel={search.open ? (
          <ReleasePanel
            key={search.open} id={search.open} {...beside} onClose={() => open(undefined)}
          />
        ) : null}
      >
        <RecordList
          label={t('nav.releases')} list={list} rowHeight={48}
          empty={(
            <EmptyState icon="flag" title={t('release.none')} actions={button}>{t('release.noneDetail')}</EmptyState>
          )}
          current={search.open ?? null} onCurrent={open} renderRow={(each) => <Row release={each} />}
          href={(each) => router.buildLocation({ to: '/releases', search: { open: each.id } }).href}
        />
        <StatusLine hints={[{ keys: 'j k', label: t('keys.move') }, { keys: 't', label: t('opportunity.lineHint') }]} />
      </Split>
      {search.add && mayShip ? (
        <NewRelease onClose={() => go({ ...search, add: undefined })} onAdded={(id) => go({ open: id })} />
      ) : null}
    </>
  )
}

function Row({ release }: { readonly release: Release }) {
  const told = release.asked > 0 ? release.told / release.asked : 0
  return (
    <span className={styles.row}>
      <span className="m trunc">{release.name}</span>
      <span><Tag tone={release.state === 'released' ? 'good' : 'plain'}>{t(`release.state.${release.state}`)}</Tag></span>
      <span className={styles.meta}>{release.released_at ? date(release.released_at) : ''}</span>
      <span className={styles.told}>
        {release.asked > 0 ? <><Meter share={told} width={72} />{t('release.toldOf', { told: release.told, asked: release.asked })}</> : ''}
      </span>
      <span className={styles.warn}>{release.failed > 0 ? t('release.notReached', { count: release.failed }) : ''}</span>
    </span>
  )
}

interface NewProps {
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

function NewRelease({ onClose, onAdded }: NewProps) {
  const client = useQueryClient()
  const fields = useFields({ name: '', notes: '' })
  const add = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/releases', { body: fields.values })),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['release'] })
      onAdded(made.id)
    },
    onError: problemToast,
  })
  return (
    <Dialog opened onClose={onClose} title={t('release.add')}>
      <Form
        action={t('common.add')} busy={add.isPending} onCancel={onClose}
        onSubmit={() => {
          if (fields.check(['notes'])) add.mutate()
        }}
      >
        <TextInput label={t('release.name')} placeholder="2027.1" {...fields.input('name', add.error)} data-autofocus />
        <Textarea
          label={t('release.notes')} autosize minRows={4} placeholder={t('release.notesHint')}
          {...fields.input('notes', add.error)}
        />
      </Form>
    </Dialog>
  )
}
