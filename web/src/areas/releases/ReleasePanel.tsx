import { Menu, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { Release } from '~/api/records'
import { Button, IconButton } from '~/parts/Button'
import { EditableText } from '~/parts/EditableText'
import type { Beside } from '~/parts/neighbours'
import { PathLink, recordPath, tracePath, useTraceKey } from '~/parts/RecordLink'
import { PanelSection, RecordPanel } from '~/parts/RecordPanel'
import { Tag } from '~/parts/small'
import { Loaded } from '~/parts/States'
import { useMay } from '~/session/session'
import { date } from '~/text/format'
import { t } from '~/text/text'
import {
  readyQuery, releaseQuery, useChangeRelease, usePublish, useRemoveRelease, useSetItems,
} from './queries'
import { ToldBack } from './ToldBack'
import styles from './Releases.module.css'

interface Props extends Beside<Release> {
  readonly id: string
  readonly onClose: () => void
}

/** What is in it, what is said about it, and who hears of it. */
export function ReleasePanel({ id, known, onNext, onPrevious, onClose }: Props) {
  const query = useQuery({ ...releaseQuery(id), placeholderData: known })
  const release = query.data
  useTraceKey('release', id)
  return (
    <RecordPanel
      label={t('release.panel', { name: release?.name ?? '' })} id={release?.name ?? ''} onNext={onNext}
      onPrevious={onPrevious} onClose={onClose}
      tags={release ? <Tag tone={release.state === 'released' ? 'good' : 'plain'}>{t(`release.state.${release.state}`)}</Tag> : null}
      menu={release ? <More release={release} onClose={onClose} /> : null}
    >
      <Loaded query={query} rows={8}>
        {(release) => <Body release={release} />}
      </Loaded>
    </RecordPanel>
  )
}

function Body({ release }: { readonly release: Release }) {
  const mayShip = useMay('release.ship')
  const change = useChangeRelease(release)
  const publish = usePublish(release)
  const isDraft = release.state === 'draft'
  return (
    <>
      <EditableText
        label={t('release.name')} look="title" value={release.name} readOnly={!mayShip || !isDraft}
        onSave={(name) => change.mutate({ name })}
      />
      <EditableText
        label={t('release.notes')} value={release.notes} readOnly={!mayShip} placeholder={t('release.notesHint')}
        onSave={(notes) => change.mutate({ notes })}
      />
      <Items release={release} readOnly={!mayShip || !isDraft} />
      {isDraft && mayShip ? (
        <div className={styles.publish}>
          <Button
            look="primary" icon="flag" busy={publish.isPending} disabled={release.items.length === 0}
            onClick={() => publish.mutate()}
          >
            {t('release.publish')}
          </Button>
          <span className="t3">{t(release.items.length === 0 ? 'release.nothingIn' : 'release.publishWhat')}</span>
        </div>
      ) : null}
      {release.released_at ? <p className="t3 fs12">{t('release.releasedAt', { date: date(release.released_at) })}</p> : null}
      {isDraft ? null : <ToldBack release={release} />}
    </>
  )
}

interface ItemsProps {
  readonly release: Release
  readonly readOnly: boolean
}

function Items({ release, readOnly }: ItemsProps) {
  const set = useSetItems(release)
  const ready = useQuery({ ...readyQuery, enabled: !readOnly }).data?.records ?? []
  const inside = release.items.map((item) => item.item_id)
  const choices = ready.filter((item) => !inside.includes(item.id))
  return (
    <PanelSection title={t('release.items', { count: release.items.length })}>
      {release.items.map((item) => (
        <div key={item.item_id} className={styles.item}>
          <span className="t3 nowrap">{item.key}</span>
          <PathLink to={recordPath('item', item.item_id)}>{item.title}</PathLink>
          <span className="grow" />
          {readOnly ? null : (
            <IconButton
              icon="close" label={t('release.takeOut', { key: item.key })}
              onClick={() => set.mutate(inside.filter((each) => each !== item.item_id))}
            />
          )}
        </div>
      ))}
      {readOnly ? null : (
        <Select
          size="xs" searchable value={null} aria-label={t('release.putIn')}
          placeholder={t(choices.length > 0 ? 'release.putIn' : 'release.nothingReady')}
          data={choices.map((item) => ({ value: item.id, label: `${item.key} ${item.title}` }))}
          onChange={(id) => { if (id) set.mutate([...inside, id]) }}
        />
      )}
    </PanelSection>
  )
}

interface MoreProps {
  readonly release: Release
  readonly onClose: () => void
}

function More({ release, onClose }: MoreProps) {
  const router = useRouter()
  const mayShip = useMay('release.ship')
  const remove = useRemoveRelease(onClose)
  return (
    <Menu>
      <Menu.Target><IconButton icon="more" label={t('common.more')} /></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => router.history.push(tracePath('release', release.id))}>{t('line.openTrace')}</Menu.Item>
        {mayShip && release.state === 'draft' ? (
          <Menu.Item color="red" onClick={() => remove.mutate(release)}>{t('release.remove')}</Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
