import { Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api, ifMatch } from '~/api/client'
import { sourceKinds, type Source } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { IconButton } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { Icon } from '~/parts/Icon'
import { ImportLink } from '~/parts/ImportLink'
import { PageHeader } from '~/parts/PageHeader'
import { EmptyState } from '~/parts/States'
import { PagedTable } from '~/parts/Table'
import { problemToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { useMay } from '~/session/session'
import { dateTime, integer } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import { sourceIcon } from './looks'

/** Where feedback comes from: an app store, a support desk, a survey, a file. */
export function SourcesPage() {
  const mayWrite = useMay('feedback.write')
  const [editing, setEditing] = useState<Source | null>(null)
  const sources = usePaged<Source>(['source', 'list'], () => answer(api.GET('/api/v1/sources')))
  return (
    <>
      <PageHeader title={t('nav.sources')} sub={t('sources.sub')} />
      <PagedTable
        label={t('nav.sources')} paged={sources} rowKey={(source) => source.id}
        empty={<EmptyState icon="upload" title={t('sources.none')} actions={<ImportLink />}>{t('sources.noneDetail')}</EmptyState>}
        columns={[
          {
            head: t('customers.name'),
            cell: (source) => (
              <span className="row">
                <span className="t3"><Icon name={sourceIcon(source.kind)} /></span>
                <span className="m">{source.name}</span>
              </span>
            ),
          },
          { head: t('feedback.facet.kind'), cell: (source) => tMaybe(`imports.kind.${source.kind}`, source.kind) },
          {
            head: t('nav.feedback'), num: true,
            cell: (source) => (
              <Link to="/feedback" search={{ source: [source.id] }} className="link">
                {integer(source.feedback_count)}
              </Link>
            ),
          },
          {
            head: t('sources.last'),
            cell: (source) => <span className="t2">{source.last_said_at ? dateTime(source.last_said_at) : ''}</span>,
          },
          {
            head: '', num: true, width: 60,
            cell: (source) => (mayWrite ? (
              <IconButton
                icon="pencil" label={t('customers.edit', { name: source.name })}
                onClick={() => setEditing(source)}
              />
            ) : null),
          },
        ]}
      />
      {editing ? <EditSource source={editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

interface EditProps {
  readonly source: Source
  readonly onClose: () => void
}

function EditSource({ source, onClose }: EditProps) {
  const client = useQueryClient()
  const fields = useFields({ name: source.name, kind: source.kind })
  const save = useMutation({
    mutationFn: () => api.PATCH('/api/v1/sources/{id}', {
      params: { path: { id: source.id }, header: ifMatch(source.version) },
      body: { name: fields.values.name, kind: fields.values.kind },
    }),
    onSuccess: onClose,
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['source'] }),
  })
  return (
    <Dialog opened onClose={onClose} title={t('sources.edit')} width={440}>
      <Form
        action={t('common.save')} busy={save.isPending} onCancel={onClose}
        onSubmit={() => {
          if (fields.check()) save.mutate()
        }}
      >
        <TextInput label={t('customers.name')} data-autofocus {...fields.input('name', save.error)} />
        <Select
          label={t('imports.sourceKind')} value={fields.values.kind}
          data={sourceKinds.map((kind) => ({ value: kind, label: t(`imports.kind.${kind}`) }))}
          onChange={(kind) => fields.set('kind', kind ?? source.kind)}
        />
      </Form>
    </Dialog>
  )
}
