import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import { toProblem } from '~/api/problem'
import type { Segment } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { IconButton } from '~/parts/Button'
import { EditableText } from '~/parts/EditableText'
import type { Beside } from '~/parts/neighbours'
import { RecordPanel } from '~/parts/RecordPanel'
import { Tag } from '~/parts/small'
import { Loaded } from '~/parts/States'
import { problemToast, saidToast } from '~/parts/toast'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { DefinitionForm } from './DefinitionForm'
import { segmentQuery, useChangeSegment, useRemoveSegment } from './segmentQueries'
import { Versions } from './Versions'

interface Props extends Beside<Segment> {
  readonly id: string
  readonly onClose: () => void
}

/** Who belongs to it, and who did before. */
export function SegmentPanel({ id, known, onNext, onPrevious, onClose }: Props) {
  const query = useQuery({ ...segmentQuery(id), placeholderData: known })
  const segment = query.data
  return (
    <RecordPanel
      label={t('segment.panel', { key: segment?.key ?? '' })} id={segment?.key ?? ''} onNext={onNext}
      onPrevious={onPrevious} onClose={onClose}
      tags={segment ? <Tag>{t('flag.version', { version: segment.version })}</Tag> : null}
      menu={segment ? <More segment={segment} onClose={onClose} /> : null}
    >
      <Loaded query={query} rows={8}>
        {(segment) => <Body segment={segment} />}
      </Loaded>
    </RecordPanel>
  )
}

function Body({ segment }: { readonly segment: Segment }) {
  const mayWrite = useMay('flag.write')
  const change = useChangeSegment(segment)
  return (
    <>
      <EditableText
        label={t('segment.description')} value={segment.description} readOnly={!mayWrite}
        onSave={(description) => change.mutate({ description }, { onError: problemToast })}
      />
      <DefinitionForm
        key={segment.version} value={segment.definition} hint={t('segment.definitionHint')} readOnly={!mayWrite}
        busy={change.isPending} error={change.error}
        onSave={(definition) => change.mutate({ definition }, {
          onSuccess: () => saidToast(t('flag.saved')),
          onError: (error) => { if (toProblem(error).status !== 422) problemToast(error) },
        })}
      />
      <History segment={segment} mayWrite={mayWrite} />
    </>
  )
}

function History({ segment, mayWrite }: { readonly segment: Segment; readonly mayWrite: boolean }) {
  const change = useChangeSegment(segment)
  const versions = usePaged(['segment', 'versions', segment.id], (cursor) => answer(
    api.GET('/api/v1/segments/{id}/versions', { params: { path: { id: segment.id }, query: { limit: 20, cursor } } }),
  ))
  return (
    <Versions
      versions={versions} current={segment.version} busy={change.isPending}
      onRestore={mayWrite ? ({ version, definition, description }) => change.mutate({ definition, description }, {
        onSuccess: () => saidToast(t('segment.restored', { version })), onError: problemToast,
      }) : undefined}
    />
  )
}

interface MoreProps {
  readonly segment: Segment
  readonly onClose: () => void
}

function More({ segment, onClose }: MoreProps) {
  const remove = useRemoveSegment(onClose)
  if (!useMay('flag.write')) return null
  return (
    <Menu>
      <Menu.Target><IconButton icon="more" label={t('common.more')} /></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="red" onClick={() => remove.mutate(segment)}>{t('bin.put')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
