import { describe, expect, it } from 'vitest'
import type { Plan, PlanItem, Team } from '~/api/records'
import { causes, daysLate, planLanes, planTimeline, reason } from './lanes'

function item(id: string, team: string, start: string, p85: string, more: Partial<PlanItem> = {}): PlanItem {
  return {
    item_id: id, key: id, title: id, team_id: team, start, finish: p85, p50: p85, p85, cause: '', cause_kind: 'now',
    cost_of_delay: 0, effort: 1, locked: false, status: 'ready', why: '', ...more,
  }
}

const team = { id: 'mail', name: 'Mail' } as Team
const plan = {
  start: '2027-01-11',
  items: [
    item('a', 'mail', '2027-01-11', '2027-01-22'),
    item('b', 'mail', '2027-01-18', '2027-02-05', { cause_item_id: 'a', due: '2027-02-01' }),
    item('c', 'gone', '2027-01-25', '2027-01-29', { cause_item_id: 'b' }),
  ],
  load: [
    { team_id: 'mail', week: '2027-01-11', capacity: 2, used: 3 },
    { team_id: 'mail', week: '2027-01-18', capacity: 0, used: 0 },
  ],
} as unknown as Plan

describe('the lanes of a plan', () => {
  const line = planTimeline(plan, 10)
  const lanes = planLanes(plan, [team], line, 'No team')
  it('has one for each team, and one for items of none', () => {
    expect(lanes.map((lane) => [lane.name, lane.bars.length])).toEqual([['Mail', 2], ['No team', 1]])
  })
  it('puts bars that overlap below each other', () => {
    const [first, second] = lanes[0]?.bars ?? []
    expect(second?.y).toBeGreaterThan(first?.y ?? 0)
  })
  it('counts the weeks that are too full, and none without capacity and work', () => {
    expect(lanes[0]?.over).toBe(1)
  })
  it('follows causes to the first', () => {
    expect(causes(plan, 'c').map((each) => each.item_id)).toEqual(['c', 'b', 'a'])
  })
  it('says why a start is, and of what is late, what makes it so', () => {
    const late = { cause: 'Team Mail is full.', why: 'Late 1 week: 1 waiting for team Mail.' }
    expect(reason(item('a', 'mail', '2027-01-11', '2027-01-22', late))).toBe(late.cause)
    expect(reason(item('a', 'mail', '2027-01-11', '2027-01-22', { ...late, late_probability: 0.6 }))).toBe(late.why)
  })
  it('says by how much an item is late', () => {
    expect(plan.items.map(daysLate)).toEqual([0, 4, 0])
  })
})
