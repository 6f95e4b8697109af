import type { Home } from '~/api/records'
import type { IconName } from '~/parts/Icon'
import type { TextId } from '~/text/text'

export type Work = Home['work'][number]
export type WorkRecord = Work['records'][number]

/** Which hat a kind of work belongs to; the others see it too, after their own. */
const hats = {
  product_manager: [
    'plan_overloads', 'promises_at_risk', 'to_score', 'opportunities_without_items', 'to_triage',
  ],
  product_owner: ['to_accept', 'to_score', 'plan_overloads', 'opportunities_without_items'],
  product_operations: ['imports_running', 'to_triage', 'to_tell', 'opportunities_without_items'],
} as const

export type Hat = keyof typeof hats
export const hatNames = Object.keys(hats) as readonly Hat[]

/** The hat to show first: the person's own, if they wear one. */
export function firstHat(roles: readonly string[]): Hat {
  return hatNames.find((hat) => roles.includes(hat)) ?? 'product_manager'
}

/** The hat's own work first, in its order; the rest in the server's. Empty kinds are left out. */
export function orderWork(work: readonly Work[], hat: Hat): Work[] {
  const order: readonly string[] = hats[hat]
  const rank = (kind: string) => (order.includes(kind) ? order.indexOf(kind) : order.length)
  return work
    .filter((each) => each.count > 0)
    .map((each, index) => ({ each, index }))
    .sort((a, b) => rank(a.each.kind) - rank(b.each.kind) || a.index - b.index)
    .map(({ each }) => each)
}

interface Look {
  readonly icon: IconName
  readonly action: TextId
  readonly tone: 'warn' | 'plain'
}

const plain: Look = { icon: 'right', action: 'home.open', tone: 'plain' }

const looks: Readonly<Record<string, Look>> = {
  to_triage: { icon: 'chat', action: 'home.triage', tone: 'plain' },
  to_score: { icon: 'pencil', action: 'home.score', tone: 'plain' },
  to_accept: { icon: 'check', action: 'home.accept', tone: 'plain' },
  to_tell: { icon: 'mail', action: 'home.tell', tone: 'plain' },
  opportunities_without_items: { icon: 'target', action: 'home.promote', tone: 'plain' },
  plan_overloads: { icon: 'warning', action: 'home.seeWhy', tone: 'warn' },
  promises_at_risk: { icon: 'warning', action: 'home.seeWhy', tone: 'warn' },
  imports_running: { icon: 'upload', action: 'home.watch', tone: 'plain' },
}

export function lookOf(kind: string): Look {
  return looks[kind] ?? plain
}
