import { Popover, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Item } from '~/api/records'
import { Button } from '~/parts/Button'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import { estimateText, readEstimate } from './estimate'
import { inOrder, types, useTeamNames, type ItemChange } from './queries'
import styles from './Items.module.css'

interface Props {
  readonly record: Item
  readonly readOnly: boolean
  readonly onChange: (patch: ItemChange) => void
}

export function ItemFields({ record, readOnly, onChange }: Props) {
  const teams = useTeamNames()
  const settled = record.status === 'accepted' || record.status === 'released'
  const choices = inOrder([record.status, ...record.next_statuses])
  return (
    <div className={styles.fields}>
      <Select
        size="xs" label={t('item.status')} allowDeselect={false} value={record.status}
        disabled={readOnly || settled}
        data={choices.map((value) => ({ value, label: t(`item.status.${value}`) }))}
        onChange={(status) => { if (status) onChange({ status }) }}
      />
      <Select
        size="xs" label={t('item.type')} allowDeselect={false} value={record.type} disabled={readOnly}
        data={types.map((value) => ({ value, label: t(`item.type.${value}`) }))}
        onChange={(type) => { if (type) onChange({ type }) }}
      />
      <Select
        size="xs" label={t('item.team')} clearable placeholder={t('item.noTeam')} disabled={readOnly}
        value={record.team_id ?? null} data={[...teams].map(([value, label]) => ({ value, label }))}
        onChange={(team) => onChange({ team_id: team ?? '' })}
      />
      <TextInput
        size="xs" label={t('item.due')} type="date" value={record.due ?? ''} disabled={readOnly}
        onChange={(event) => onChange({ due: event.currentTarget.value })}
      />
      <EstimateField record={record} readOnly={readOnly} onChange={onChange} />
      <div>
        <div className="t3 fs12">{t('opportunity.customers')}</div>
        <p>{t('item.asked', { count: record.customer_count })}, {t('item.votes', { count: record.vote_count })}</p>
      </div>
    </div>
  )
}

function EstimateField({ record, readOnly, onChange }: Props) {
  const [opened, setOpened] = useState(false)
  const known = record.estimate
  const start = known ? [known.p10, known.p50, known.p90].map(integer) : ['', '', '']
  const [typed, setTyped] = useState<readonly string[]>(start)
  const [low = '', likely = '', high = ''] = typed
  const read = readEstimate([low, likely, high])
  const names = ['p10', 'p50', 'p90'] as const
  return (
    <div>
      <div className="t3 fs12">{t('item.estimate')}</div>
      <Popover opened={opened} onChange={setOpened} width={280} trapFocus withRoles>
        <Popover.Target>
          <Button
            look="quiet" disabled={readOnly} aria-label={`${t('item.estimate')}: ${estimateText(known)}`}
            onClick={() => { setTyped(start); setOpened(!opened) }}
          >
            {estimateText(known)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (read === undefined) return
              setOpened(false)
              onChange({ estimate: read })
            }}
          >
            <div className={styles.three}>
              {names.map((name, index) => (
                <TextInput
                  key={name} size="xs" label={t(`item.estimate.${name}`)} inputMode="decimal"
                  value={typed[index] ?? ''} error={read === undefined}
                  onChange={(event) => {
                    const value = event.currentTarget.value
                    setTyped((before) => before.map((each, at) => (at === index ? value : each)))
                  }}
                />
              ))}
            </div>
            {read === undefined ? <p className="t2 fs12">{t('item.estimateRise')}</p> : null}
            <div className="row" style={{ paddingTop: 8 }}>
              <Button look="primary" type="submit">{t('common.save')}</Button>
            </div>
          </form>
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}
