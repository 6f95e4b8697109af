import { useDebouncedValue } from '@mantine/hooks'
import { TextInput } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import { arrOf, type Account, type Customer } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { IconButton } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { ImportLink } from '~/parts/ImportLink'
import { FilterBar, PageHeader } from '~/parts/PageHeader'
import { Segment } from '~/parts/small'
import { EmptyState } from '~/parts/States'
import { PagedTable } from '~/parts/Table'
import { useMay } from '~/session/session'
import { integer, money } from '~/text/format'
import { t } from '~/text/text'
import { EditAccount } from './EditAccount'

/** Who feedback comes from: companies with what they pay, and the people in them. */
export function CustomersPage() {
  const { view = 'accounts' } = useSearch({ from: '/framed/customers' })
  const navigate = useNavigate({ from: '/customers' })
  const [text, setText] = useState('')
  const [settled] = useDebouncedValue(text.trim(), 250)
  return (
    <>
      <PageHeader title={t('nav.customers')} sub={t('customers.sub')}>
        <Segment
          label={t('customers.view')} value={view}
          options={[
            { value: 'accounts', label: t('customers.accounts') },
            { value: 'people', label: t('customers.people') },
          ]}
          onChange={(next) => void navigate({ search: { view: next } })}
        />
      </PageHeader>
      <FilterBar>
        <TextInput
          size="xs" w={280} value={text} leftSection={<Icon name="search" />}
          placeholder={t('customers.search')} aria-label={t('customers.search')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </FilterBar>
      {view === 'accounts' ? <Accounts text={settled} /> : <People text={settled} />}
    </>
  )
}

function Accounts({ text }: { readonly text: string }) {
  const mayWrite = useMay('feedback.write')
  const [editing, setEditing] = useState<Account | null>(null)
  const accounts = usePaged(['account', 'list', text], (cursor) => answer(
    api.GET('/api/v1/accounts', { params: { query: { text: text || undefined, limit: 100, cursor } } }),
  ))
  return (
    <>
      <PagedTable
        label={t('customers.accounts')} paged={accounts} rowKey={(account) => account.id}
        empty={<Nobody searched={text !== ''} />}
        columns={[
          { head: t('customers.account'), cell: (account) => <span className="m">{account.name}</span> },
          { head: t('feedback.facet.segment'), cell: (account) => account.segment },
          { head: t('feedback.plan'), cell: (account) => account.plan },
          {
            head: t('feedback.arr'), num: true,
            cell: (account) => (account.arr_minor > 0 ? money(arrOf(account)) : ''),
          },
          { head: t('customers.domain'), cell: (account) => <span className="t2">{account.domain}</span> },
          {
            head: t('nav.feedback'), num: true,
            cell: (account) => (
              <Link to="/feedback" search={{ account: [account.id] }} className="link">
                {integer(account.feedback_count)}
              </Link>
            ),
          },
          {
            head: '', num: true, width: 60,
            cell: (account) => (mayWrite ? (
              <IconButton
                icon="pencil" label={t('customers.edit', { name: account.name })}
                onClick={() => setEditing(account)}
              />
            ) : null),
          },
        ]}
      />
      {editing ? <EditAccount account={editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

function People({ text }: { readonly text: string }) {
  const people = usePaged(['customer', 'list', text], (cursor) => answer(
    api.GET('/api/v1/customers', { params: { query: { text: text || undefined, limit: 100, cursor } } }),
  ))
  return (
    <PagedTable
      label={t('customers.people')} paged={people} rowKey={(person) => person.id}
      empty={<Nobody searched={text !== ''} />}
      columns={[
        { head: t('customers.name'), cell: (person: Customer) => <span className="m">{person.name}</span> },
        { head: t('customers.title'), cell: (person) => person.title },
        { head: t('customers.account'), cell: (person) => person.account_name },
        { head: t('people.email'), cell: (person) => <span className="t2">{person.email}</span> },
        {
          head: t('nav.feedback'), num: true,
          cell: (person) => (
            <Link to="/feedback" search={{ customer: [person.id] }} className="link">
              {integer(person.feedback_count)}
            </Link>
          ),
        },
      ]}
    />
  )
}

function Nobody({ searched }: { readonly searched: boolean }) {
  return (
    <EmptyState
      icon="building" title={t(searched ? 'customers.noMatch' : 'customers.none')}
      actions={searched ? null : <ImportLink />}
    >
      {t(searched ? 'customers.noMatchDetail' : 'customers.noneDetail')}
    </EmptyState>
  )
}
