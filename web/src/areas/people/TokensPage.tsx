import { Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Token } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { Button } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { PageHeader } from '~/parts/PageHeader'
import { Secret } from '~/parts/Secret'
import { EmptyState } from '~/parts/States'
import { PagedTable } from '~/parts/Table'
import { problemToast, saidToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { date, dateTime } from '~/text/format'
import { t, tMaybe } from '~/text/text'

/** Tokens for programs: what each may do, when it was last used, and its end. */
export function TokensPage() {
  const [making, setMaking] = useState(false)
  const tokens = usePaged<Token>(['token', 'list'], (cursor) => answer(
    api.GET('/api/v1/tokens', { params: { query: { limit: 100, cursor } } }),
  ))
  const make = <Button icon="plus" onClick={() => setMaking(true)}>{t('tokens.new')}</Button>
  return (
    <>
      <PageHeader title={t('nav.tokens')} sub={t('tokens.sub')}>
        <a className="link" href="/api/v1/reference" target="_blank" rel="noreferrer">{t('keys.api')}</a>
        {tokens.records.length > 0 ? make : null}
      </PageHeader>
      <PagedTable
        label={t('nav.tokens')} paged={tokens} rowKey={(token) => token.id}
        empty={<EmptyState icon="key" title={t('tokens.none')} actions={make}>{t('tokens.noneDetail')}</EmptyState>}
        columns={[
          { head: t('tokens.name'), cell: (token) => <span className="m">{token.name}</span> },
          { head: t('tokens.shown'), cell: (token) => <code className="t2">{token.prefix}…</code> },
          {
            head: t('tokens.scopes'),
            cell: (token) => token.scopes.map((scope) => tMaybe(`tokens.scope.${scope}`, scope)).join(', '),
          },
          {
            head: t('tokens.expires'),
            cell: (token) => (token.expires_at ? date(token.expires_at) : t('tokens.never')),
          },
          {
            head: t('tokens.used'),
            cell: (token) => (
              <span className="t2">{token.used_at ? dateTime(token.used_at) : t('tokens.notUsed')}</span>
            ),
          },
          { head: '', num: true, cell: (token) => <Revoke token={token} /> },
        ]}
      />
      {making ? <NewToken onClose={() => setMaking(false)} /> : null}
    </>
  )
}

function Revoke({ token }: { readonly token: Token }) {
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.DELETE('/api/v1/tokens/{id}', { params: { path: { id: token.id } } }),
    onSuccess: () => saidToast(t('tokens.revoked', { name: token.name })),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['token'] }),
  })
  return (
    <Button
      look="quiet" aria-label={t('tokens.revoke', { name: token.name })} busy={revoke.isPending}
      onClick={() => revoke.mutate()}
    >
      {t('tokens.revokeAsk')}
    </Button>
  )
}

const scopes = ['read', 'feedback', '*'] as const
const lifetimes = ['30', '90', '365', ''] as const
const dayMs = 86_400_000

function NewToken({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const fields = useFields({ name: '' })
  const [scope, setScope] = useState<string>('read')
  const [days, setDays] = useState<string>('90')
  const make = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/tokens', {
      body: {
        name: fields.values.name, scopes: [scope],
        ...(days ? { expires_at: new Date(Date.now() + Number(days) * dayMs).toISOString() } : {}),
      },
    })),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['token'] }),
  })
  return (
    <Dialog opened onClose={onClose} title={t('tokens.new')}>
      {make.data?.secret ? (
        <Secret secret={make.data.secret} onDone={onClose}>{t('tokens.secret')}</Secret>
      ) : (
        <Form
          action={t('common.create')} busy={make.isPending} onCancel={onClose}
          onSubmit={() => {
            if (fields.check()) make.mutate()
          }}
        >
          <TextInput label={t('tokens.name')} data-autofocus {...fields.input('name', make.error)} />
          <Select
            label={t('tokens.scopes')} value={scope} onChange={(value) => setScope(value ?? 'read')}
            data={scopes.map((value) => ({ value, label: t(`tokens.scope.${value}`) }))}
          />
          <Select
            label={t('tokens.expires')} value={days} onChange={(value) => setDays(value ?? '')}
            data={lifetimes.map((value) => ({
              value, label: value ? t('tokens.days', { count: Number(value) }) : t('tokens.never'),
            }))}
          />
        </Form>
      )}
    </Dialog>
  )
}
