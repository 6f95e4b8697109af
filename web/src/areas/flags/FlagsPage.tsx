import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Environment, Flag } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { useKeys } from '~/keys/useKeys'
import { Button, buttonClass } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { neighbours } from '~/parts/neighbours'
import { PageHeader, StatusLine } from '~/parts/PageHeader'
import { RecordList } from '~/parts/RecordList'
import { Kbd, Tag } from '~/parts/small'
import { Split } from '~/parts/Split'
import { EmptyState } from '~/parts/States'
import { useFields } from '~/parts/useFields'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { DefinitionField } from './DefinitionField'
import { firstDefinition, readDefinition } from './definition'
import { EnvironmentsDialog } from './EnvironmentsDialog'
import { FlagPanel } from './FlagPanel'
import styles from './Flags.module.css'
import { environmentsQuery, useAddFlag, type FlagSearch } from './queries'

/** Which behaviour is on where, and who gets which variant of it. */
export function FlagsPage() {
  const search = useSearch({ from: '/framed/flags' })
  const navigate = useNavigate({ from: '/flags' })
  const router = useRouter()
  const mayWrite = useMay('flag.write')
  const go = (next: FlagSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const list = usePaged(['flag', 'list'], (cursor) => answer(
    api.GET('/api/v1/flags', { params: { query: { limit: 100, cursor } } }),
  ))
  const places = useQuery(environmentsQuery).data?.records ?? []
  const open = (id: string | undefined) => go({ open: id })
  const { beside } = neighbours(list.records, search.open, open)
  const add = () => go({ ...search, add: true })
  useKeys(mayWrite ? [{ keys: 'c', label: t('flag.add'), run: add }] : [])
  const button = mayWrite ? <Button icon="plus" onClick={add}>{t('flag.add')}<Kbd keys="c" /></Button> : null
  return (
    <>
      <PageHeader title={t('nav.flags')} sub={t('flag.sub')}>
        <Link to="/segments" className={buttonClass('quiet')}>{t('segment.title')}</Link>
        <Button look="quiet" icon="key" onClick={() => go({ ...search, places: true })}>{t('flag.environments')}</Button>
        {button}
      </PageHeader>
      <Split
        panel={search.open ? (
          <FlagPanel
            key={search.open} id={search.open} {...beside} onClose={() => open(undefined)}
          />
        ) : null}
      >
        <RecordList
          label={t('nav.flags')} list={list} rowHeight={40}
          empty={(
            <EmptyState icon="flag" title={t('flag.none')} actions={button}>{t('flag.noneDetail')}</EmptyState>
          )}
          current={search.open ?? null} onCurrent={open} renderRow={(each) => <Row flag={each} places={places} />}
          href={(each) => router.buildLocation({ to: '/flags', search: { open: each.id } }).href}
        />
        <StatusLine hints={[{ keys: 'j k', label: t('keys.move') }]} />
      </Split>
      {search.add && mayWrite ? (
        <NewFlag onClose={() => go({ ...search, add: undefined })} onAdded={(id) => go({ open: id })} />
      ) : null}
      {search.places ? <EnvironmentsDialog onClose={() => go({ ...search, places: undefined })} /> : null}
    </>
  )
}

interface RowProps {
  readonly flag: Flag
  readonly places: readonly Environment[]
}

function Row({ flag, places }: RowProps) {
  const on = places.filter((each) => flag.enabled_in.includes(each.id))
  return (
    <span className={styles.row}>
      <span className="m trunc">{flag.key}</span>
      <span className={`trunc ${styles.about}`}>{flag.description}</span>
      <span className={styles.on}>
        {on.map((each) => <Tag key={each.id} tone="good">{each.name}</Tag>)}
        {on.length === 0 ? <Tag>{t('flag.offEverywhere')}</Tag> : null}
      </span>
    </span>
  )
}

interface NewProps {
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

function NewFlag({ onClose, onAdded }: NewProps) {
  const fields = useFields({ key: '', description: '' })
  const [text, setText] = useState(firstDefinition)
  const add = useAddFlag(onAdded)
  return (
    <Dialog opened onClose={onClose} title={t('flag.add')}>
      <Form
        action={t('common.add')} busy={add.isPending} onCancel={onClose}
        onSubmit={() => {
          const { value, mistake } = readDefinition(text)
          if (fields.check(['description']) && !mistake) add.mutate({ ...fields.values, definition: value })
        }}
      >
        <TextInput
          label={t('flag.key')} description={t('flag.keyHint')} placeholder="new-editor" data-autofocus
          {...fields.input('key', add.error)}
        />
        <TextInput label={t('flag.description')} {...fields.input('description', add.error)} />
        <DefinitionField value={text} hint={t('flag.definitionHint')} onChange={setText} error={add.error} />
      </Form>
    </Dialog>
  )
}
