import { TextInput } from '@mantine/core'
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Segment } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { useKeys } from '~/keys/useKeys'
import { Button, buttonClass } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { neighbours } from '~/parts/neighbours'
import { PageHeader, StatusLine } from '~/parts/PageHeader'
import { RecordList } from '~/parts/RecordList'
import { Kbd } from '~/parts/small'
import { Split } from '~/parts/Split'
import { EmptyState } from '~/parts/States'
import { useFields } from '~/parts/useFields'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { DefinitionField } from './DefinitionField'
import { firstSegment, readDefinition } from './definition'
import styles from './Flags.module.css'
import { SegmentPanel } from './SegmentPanel'
import { useAddSegment, type SegmentSearch } from './segmentQueries'

/** People whom the rules of several flags name by one key. */
export function SegmentsPage() {
  const search = useSearch({ from: '/framed/segments' })
  const navigate = useNavigate({ from: '/segments' })
  const router = useRouter()
  const mayWrite = useMay('flag.write')
  const go = (next: SegmentSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const list = usePaged(['segment', 'list'], (cursor) => answer(
    api.GET('/api/v1/segments', { params: { query: { limit: 100, cursor } } }),
  ))
  const open = (id: string | undefined) => go({ open: id })
  const { beside } = neighbours(list.records, search.open, open)
  const add = () => go({ ...search, add: true })
  useKeys(mayWrite ? [{ keys: 'c', label: t('segment.add'), run: add }] : [])
  const button = mayWrite ? <Button icon="plus" onClick={add}>{t('segment.add')}<Kbd keys="c" /></Button> : null
  return (
    <>
      <PageHeader title={t('segment.title')} sub={t('segment.sub')}>
        <Link to="/flags" className={buttonClass('quiet')}>{t('nav.flags')}</Link>
        {button}
      </PageHeader>
      <Split
        panel={search.open ? (
          <SegmentPanel
            key={search.open} id={search.open} {...beside} onClose={() => open(undefined)}
          />
        ) : null}
      >
        <RecordList
          label={t('segment.title')} list={list} rowHeight={40}
          empty={(
            <EmptyState icon="flag" title={t('segment.none')} actions={button}>{t('segment.noneDetail')}</EmptyState>
          )}
          current={search.open ?? null} onCurrent={open} renderRow={(each) => <Row segment={each} />}
          href={(each) => router.buildLocation({ to: '/segments', search: { open: each.id } }).href}
        />
        <StatusLine hints={[{ keys: 'j k', label: t('keys.move') }]} />
      </Split>
      {search.add && mayWrite ? (
        <NewSegment onClose={() => go({ ...search, add: undefined })} onAdded={(id) => go({ open: id })} />
      ) : null}
    </>
  )
}

function Row({ segment }: { readonly segment: Segment }) {
  return (
    <span className={styles.row}>
      <span className="m trunc">{segment.key}</span>
      <span className={`trunc ${styles.about}`}>{segment.description}</span>
      <span className={styles.on} />
    </span>
  )
}

interface NewProps {
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

function NewSegment({ onClose, onAdded }: NewProps) {
  const fields = useFields({ key: '', description: '' })
  const [text, setText] = useState(firstSegment)
  const add = useAddSegment(onAdded)
  return (
    <Dialog opened onClose={onClose} title={t('segment.add')}>
      <Form
        action={t('common.add')} busy={add.isPending} onCancel={onClose}
        onSubmit={() => {
          const { value, mistake } = readDefinition(text)
          if (fields.check(['description']) && !mistake) add.mutate({ ...fields.values, definition: value })
        }}
      >
        <TextInput
          label={t('flag.key')} description={t('segment.keyHint')} placeholder="beta-testers" data-autofocus
          {...fields.input('key', add.error)}
        />
        <TextInput label={t('segment.description')} {...fields.input('description', add.error)} />
        <DefinitionField value={text} hint={t('segment.definitionHint')} onChange={setText} error={add.error} />
      </Form>
    </Dialog>
  )
}
