import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Message, Release } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { Button } from '~/parts/Button'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { PanelSection } from '~/parts/RecordPanel'
import { Avatar, Tag, type Tone } from '~/parts/small'
import { useMay } from '~/session/session'
import { dateTime } from '~/text/format'
import { t } from '~/text/text'
import { useChangeMessage, useSendMessage, useTellAll } from './queries'
import styles from './Releases.module.css'

const tones: Readonly<Record<Message['state'], Tone>> = {
  draft: 'accent', queued: 'accent', sent: 'good', failed: 'bad', bounced: 'bad', skipped: 'warn',
}

/** Everybody who asked, what they are told, and whether it went out. */
export function ToldBack({ release }: { readonly release: Release }) {
  const mayTell = useMay('release.tell')
  const all = useTellAll(release)
  const list = usePaged(['release', 'messages', release.id], (cursor) => answer(
    api.GET('/api/v1/releases/{id}/messages', { params: { path: { id: release.id }, query: { limit: 50, cursor } } }),
  ))
  const drafts = list.records.filter((each) => each.state === 'draft').length
  return (
    <PanelSection
      title={t('release.told', { told: release.told, asked: release.asked })}
      action={mayTell && drafts > 0 ? (
        <Button look="primary" icon="mail" busy={all.isPending} onClick={() => all.mutate()}>{t('release.tellAll')}</Button>
      ) : null}
    >
      {!list.pending && list.records.length === 0 ? <p className="t3">{t('release.nobodyAsked')}</p> : null}
      {list.records.map((message) => <MessageRow key={message.id} message={message} mayTell={mayTell} />)}
      {list.more ? <Button busy={list.loadingMore} onClick={list.more}>{t('common.showMore')}</Button> : null}
    </PanelSection>
  )
}

interface RowProps {
  readonly message: Message
  readonly mayTell: boolean
}

function MessageRow({ message, mayTell }: RowProps) {
  const [opened, setOpened] = useState(false)
  return (
    <div className={styles.message}>
      <button
        type="button" className={styles.who} aria-expanded={opened} onClick={() => setOpened(!opened)}
      >
        <Avatar name={message.customer.name || '?'} />
        <span className="trunc">
          <span className="m">{message.customer.name || t('common.unknown')}</span>{' '}
          <span className="t3">{message.account_name ?? ''}</span>
        </span>
        <span className="grow" />
        <Tag tone={tones[message.state]}>{t(`release.message.${message.state}`)}</Tag>
      </button>
      {message.reason ? <p className={styles.reason}>{message.reason}</p> : null}
      {message.sent_at ? <p className="t3 fs12">{t('release.sentAt', { date: dateTime(message.sent_at), to: message.to })}</p> : null}
      {opened ? <MessageEditor message={message} mayTell={mayTell} /> : null}
    </div>
  )
}

function MessageEditor({ message, mayTell }: RowProps) {
  const change = useChangeMessage(message)
  const send = useSendMessage(message)
  const [to, setTo] = useState(message.to)
  const [subject, setSubject] = useState(message.subject)
  const [body, setBody] = useState(message.body)
  const editable = mayTell && ['draft', 'skipped', 'failed', 'bounced'].includes(message.state)
  const changed = to !== message.to || subject !== message.subject || body !== message.body
  const save = () => change.mutateAsync({ to, subject, body, ...(message.state === 'draft' ? {} : { state: 'draft' as const }) })
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p className="t3 fs12">
        {t('release.theirWords')}{' '}
        {message.feedback.map((each) => (
          <PathLink key={each.id} to={recordPath('feedback', each.id)}>{each.key} </PathLink>
        ))}
      </p>
      <TextInput size="xs" label={t('release.to')} value={to} readOnly={!editable} onChange={(event) => setTo(event.currentTarget.value)} />
      <TextInput size="xs" label={t('release.subject')} value={subject} readOnly={!editable} onChange={(event) => setSubject(event.currentTarget.value)} />
      <Textarea
        size="xs" label={t('release.body')} autosize minRows={6} maxRows={18} value={body} readOnly={!editable}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      {editable ? (
        <div className="row wrap">
          <Button type="submit" busy={change.isPending} disabled={!changed && message.state === 'draft'}>{t('common.save')}</Button>
          <Button
            icon="mail" busy={send.isPending || change.isPending} disabled={!to}
            onClick={() => {
              if (changed || message.state !== 'draft') void save().then(() => send.mutate(), () => undefined)
              else send.mutate()
            }}
          >
            {t('release.tellOne')}
          </Button>
          <span className="grow" />
          {message.state === 'draft' ? (
            <Button look="quiet" onClick={() => change.mutate({ state: 'skipped', reason: t('release.setAsideReason') })}>
              {t('release.setAside')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </form>
  )
}
