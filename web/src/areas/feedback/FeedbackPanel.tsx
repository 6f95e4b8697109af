import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, ifMatch } from '~/api/client'
import { arrOf, type Feedback } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { IconButton } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import type { Beside } from '~/parts/neighbours'
import { RecordPanel } from '~/parts/RecordPanel'
import { Avatar, Facts, Tag } from '~/parts/small'
import { Loaded } from '~/parts/States'
import { useRemoval } from '~/parts/useRemoval'
import { useMay } from '~/session/session'
import { money } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import { languageName, sourceIcon } from './looks'
import { customerQuery, facetsQuery, feedbackQuery, useSourceKinds } from './queries'
import { FeedbackThread } from './FeedbackThread'
import { Said } from './Said'
import { ThemesOf } from './ThemesOf'
import { useFiling } from './useFiling'
import styles from './Panel.module.css'

interface Props extends Beside<Feedback> {
  readonly id: string
  readonly onClose: () => void
}

/** The words in full, who said them, what they are evidence for, and what became of it. */
export function FeedbackPanel({ id, known, onNext, onPrevious, onClose }: Props) {
  const query = useQuery({ ...feedbackQuery(id), placeholderData: known })
  const record = query.data
  const filing = useFiling()
  const mayWrite = useMay('feedback.write')
  const archive = () => {
    if (!record) return
    filing.file([record], record.status === 'archived' ? 'new' : 'archived')
    onNext?.()
  }
  useKeys(mayWrite ? [{ keys: 'a', label: t('feedback.archiveKey'), run: archive }] : [], 'panel')
  return (
    <RecordPanel
      label={t('feedback.panel', { key: record?.key ?? '' })} id={record?.key ?? ''}
      tags={record ? <Tags record={record} /> : null} onNext={onNext} onPrevious={onPrevious}
      onClose={onClose}
      menu={record && mayWrite ? <More record={record} onArchive={archive} onRemoved={onNext ?? onClose} /> : null}
    >
      <Loaded query={query} rows={8}>
        {(record) => (
          <>
            <FeedbackThread record={record} />
            <Customer record={record} />
            <Said record={record} />
            <ThemesOf record={record} />
          </>
        )}
      </Loaded>
    </RecordPanel>
  )
}

function Tags({ record }: { readonly record: Feedback }) {
  const kinds = useSourceKinds()
  return (
    <>
      <Tag icon={sourceIcon(kinds.get(record.source.id))}>{record.source.name}</Tag>
      {record.language ? <Tag>{languageName(record.language)}</Tag> : null}
      {record.status === 'linked' ? null : (
        <Tag tone={record.status === 'new' ? 'accent' : 'plain'}>
          {tMaybe(`feedback.status.${record.status}`, record.status)}
        </Tag>
      )}
    </>
  )
}

interface MoreProps {
  readonly record: Feedback
  readonly onArchive: () => void
  readonly onRemoved: () => void
}

function More({ record, onArchive, onRemoved }: MoreProps) {
  const remove = useRemoval({
    remove: ({ id, version }: Feedback) => api.DELETE('/api/v1/feedback/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: ({ id, key }) => ({ kind: 'feedback', id, title: key }), onRemoved,
  })
  return (
    <Menu>
      <Menu.Target><IconButton icon="more" label={t('common.more')} /></Menu.Target>
      <Menu.Dropdown>
        {record.status === 'linked' ? null : (
          <Menu.Item onClick={onArchive}>
            {t(record.status === 'archived' ? 'feedback.reopen' : 'feedback.archive')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<Icon name="copy" />}
          onClick={() => void navigator.clipboard.writeText(window.location.href)}
        >
          {t('feedback.copyLink')}
        </Menu.Item>
        {/^https?:/.test(record.url) ? (
          <Menu.Item
            component="a" href={record.url} target="_blank" rel="noreferrer"
            leftSection={<Icon name="external" />}
          >
            {t('feedback.openSource')}
          </Menu.Item>
        ) : null}
        {record.quote_count > 0 ? null : (
          <Menu.Item color="red" onClick={() => remove.mutate(record)}>{t('bin.put')}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function Customer({ record }: { readonly record: Feedback }) {
  const { customer, account } = record
  const filter = customer ? { customer: [customer.id] } : {}
  const title = useQuery({ ...customerQuery(customer?.id ?? ''), enabled: Boolean(customer) }).data?.title
  const said = useQuery({ ...facetsQuery(filter), enabled: Boolean(customer) }).data?.total ?? 0
  if (!customer && !account) return null
  const facts = [
    account && account.arr_minor > 0
      ? { name: t('feedback.arr'), value: money(arrOf(account)) } : null,
    account?.segment ? { name: t('feedback.facet.segment'), value: account.segment } : null,
    account?.plan ? { name: t('feedback.plan'), value: account.plan } : null,
    said > 1 ? {
      name: t('feedback.saidBefore'),
      value: (
        <Link to="/feedback" search={filter} className="link">
          {t('feedback.recordCount', { count: said - 1 })}
        </Link>
      ),
    } : null,
  ].filter((fact) => fact !== null)
  return (
    <section className={styles.customer} aria-label={t('feedback.who')}>
      <div className="row" style={{ gap: 12 }}>
        <Avatar name={customer?.name || account?.name || '?'} size="large" />
        <div className="grow">
          <div>
            <span className="b">{customer?.name || t('feedback.noCustomer')}</span>{' '}
            <span className="t2">{title}</span>
          </div>
          {account ? (
            <Link to="/feedback" search={{ account: [account.id] }} className="t2 trunc">
              {account.name}
            </Link>
          ) : null}
        </div>
      </div>
      {facts.length > 0 ? <Facts facts={facts} /> : null}
    </section>
  )
}
