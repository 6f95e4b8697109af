import type { Home } from '~/api/records'
import type { IconName } from '~/parts/Icon'
import { recordPath } from '~/parts/RecordLink'
import type { TextId } from '~/text/text'

export type Work = Home['work'][number]
export type WorkRecord = Work['records'][number]

/** Which hat a kind of work belongs to; the others see it too, after their own. */
const hats = {
  product_manager: [
    'to_score', 'to_decide', 'to_triage',
  ],
  product_owner: ['to_accept', 'to_release', 'to_score', 'to_decide'],
  product_operations: ['to_tell', 'to_release', 'to_triage', 'to_decide'],
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
  to_release: { icon: 'upload', action: 'home.open', tone: 'plain' },
  to_decide: { icon: 'target', action: 'home.promote', tone: 'plain' },
}

export function lookOf(kind: string): Look {
  return looks[kind] ?? plain
}

/** How far the server counts: this many means at least so many. */
export const countLimit = 1000

/** All that waits; where there may be more than was counted, at least so many, as a round number. */
export function waiting(work: readonly Work[]): { readonly count: number; readonly atLeast: boolean } {
  const count = work.reduce((sum, kind) => sum + kind.count, 0)
  const atLeast = work.some((kind) => kind.count >= countLimit)
  return { count: atLeast ? count - (count % countLimit) : count, atLeast }
}

/** Where a record is opened for its work. */
export function pageOf(kind: string, record: WorkRecord): string {
  return kind === 'to_score' ? `/priorities?open=${record.id}` : recordPath(record.kind, record.id)
}
