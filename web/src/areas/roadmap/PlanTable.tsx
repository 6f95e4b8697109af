import type { Plan, Team } from '~/api/records'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { Table } from '~/parts/Table'
import { chance, integer, plainDate } from '~/text/format'
import { t } from '~/text/text'
import { reason } from './lanes'
import styles from './Roadmap.module.css'

/** The timeline for those who would rather read it. */
export function PlanTable({ plan, teams }: { readonly plan: Plan; readonly teams: readonly Team[] }) {
  const names = new Map(teams.map((team) => [team.id, team.name]))
  return (
    <Table
      label={t('roadmap.view.table')} rows={plan.items} rowKey={(item) => item.item_id}
      columns={[
        {
          head: t('roadmap.itemAndWhy'), cell: (item) => (
            <div className={styles.planned}>
              <PathLink to={recordPath('item', item.item_id)}>{item.key} {item.title}</PathLink>
              <p className="t2">{reason(item)}</p>
            </div>
          ),
        },
        { head: t('item.team'), cell: (item) => names.get(item.team_id) ?? '' },
        { head: t('roadmap.start'), cell: (item) => plainDate(item.start) },
        { head: 'P50', cell: (item) => plainDate(item.p50) },
        { head: 'P85', cell: (item) => plainDate(item.p85) },
        { head: t('item.due'), cell: (item) => (item.due ? plainDate(item.due) : '') },
        { head: t('roadmap.lateShort'), num: true, cell: (item) => (item.late_probability === undefined ? '' : chance(item.late_probability)) },
        { head: t('item.estimate'), num: true, cell: (item) => integer(item.effort) },
      ]}
    />
  )
}
