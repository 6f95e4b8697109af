import { Menu, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import { toProblem } from '~/api/problem'
import type { Flag } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { IconButton } from '~/parts/Button'
import { EditableText } from '~/parts/EditableText'
import type { Beside } from '~/parts/neighbours'
import { PanelSection, RecordPanel } from '~/parts/RecordPanel'
import { Tag } from '~/parts/small'
import { Loaded } from '~/parts/States'
import { problemToast, saidToast } from '~/parts/toast'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { DefinitionForm } from './DefinitionForm'
import { environmentsQuery, flagQuery, useArchiveFlag, useChangeFlag, useSwitchFlag } from './queries'
import { Versions } from './Versions'

interface Props extends Beside<Flag> {
  readonly id: string
  readonly onClose: () => void
}

/** Where it is on, who gets what, and what it was before. */
export function FlagPanel({ id, known, onNext, onPrevious, onClose }: Props) {
  const query = useQuery({ ...flagQuery(id), placeholderData: known })
  const flag = query.data
  return (
    <RecordPanel
      label={t('flag.panel', { key: flag?.key ?? '' })} id={flag?.key ?? ''} onNext={onNext}
      onPrevious={onPrevious} onClose={onClose}
      tags={flag ? <Tag>{t('flag.version', { version: flag.version })}</Tag> : null}
      menu={flag ? <More flag={flag} onClose={onClose} /> : null}
    >
      <Loaded query={query} rows={8}>
        {(flag) => <Body flag={flag} />}
      </Loaded>
    </RecordPanel>
  )
}

function Body({ flag }: { readonly flag: Flag }) {
  const mayWrite = useMay('flag.write')
  const change = useChangeFlag(flag)
  return (
    <>
      <EditableText
        label={t('flag.description')} value={flag.description} readOnly={!mayWrite}
        onSave={(description) => change.mutate({ description }, { onError: problemToast })}
      />
      <Switches flag={flag} readOnly={!mayWrite} />
      <Definition key={flag.version} flag={flag} readOnly={!mayWrite} />
      <History flag={flag} readOnly={!mayWrite} />
    </>
  )
}

interface PartProps {
  readonly flag: Flag
  readonly readOnly: boolean
}

function Switches({ flag, readOnly }: PartProps) {
  const places = useQuery(environmentsQuery).data?.records
  const flip = useSwitchFlag(flag)
  return (
    <PanelSection title={t('flag.on')}>
      {places?.map((place) => (
        <Switch
          key={place.id} label={place.name} checked={flag.enabled_in.includes(place.id)} my={8}
          disabled={readOnly || flip.isPending}
          onChange={(event) => flip.mutate({ environment: place.id, enabled: event.currentTarget.checked })}
        />
      ))}
      {places?.length === 0 ? <p className="t3">{t('flag.noEnvironments')}</p> : null}
    </PanelSection>
  )
}

function Definition({ flag, readOnly }: PartProps) {
  const change = useChangeFlag(flag)
  return (
    <DefinitionForm
      value={flag.definition} hint={t('flag.definitionHint')} readOnly={readOnly} busy={change.isPending}
      error={change.error}
      onSave={(definition) => change.mutate({ definition }, {
        onSuccess: () => saidToast(t('flag.saved')),
        onError: (error) => { if (toProblem(error).status !== 422) problemToast(error) },
      })}
    />
  )
}

function History({ flag, readOnly }: PartProps) {
  const restore = useChangeFlag(flag)
  const versions = usePaged(['flag', 'versions', flag.id], (cursor) => answer(
    api.GET('/api/v1/flags/{id}/versions', { params: { path: { id: flag.id }, query: { limit: 20, cursor } } }),
  ))
  return (
    <Versions
      versions={versions} current={flag.version} busy={restore.isPending}
      onRestore={readOnly ? undefined : ({ version, definition, description }) => restore.mutate({ definition, description }, {
        onSuccess: () => saidToast(t('flag.restored', { version })), onError: problemToast,
      })}
    />
  )
}

interface MoreProps {
  readonly flag: Flag
  readonly onClose: () => void
}

function More({ flag, onClose }: MoreProps) {
  const archive = useArchiveFlag(onClose)
  if (!useMay('flag.write')) return null
  return (
    <Menu>
      <Menu.Target><IconButton icon="more" label={t('common.more')} /></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="red" onClick={() => archive.mutate(flag)}>{t('flag.archive')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
