import type { IconName } from '~/parts/Icon'
import type { TextId } from '~/text/text'

/** A destination in the navigation. A page that exists is one line here and one in app/routes. */
export interface Place {
  readonly to: string
  readonly label: TextId
  /** The letter after `g`. */
  readonly go: string
  /** Name of the count shown beside it, if any. */
  readonly count?: string
  /** What a person must be allowed to do to open it, where that is not everybody. */
  readonly verb?: string
}

export interface Stage {
  readonly id: string
  readonly label: TextId
  readonly icon?: IconName
  readonly places: readonly Place[]
}

export const home: Place = { to: '/', label: 'nav.home', go: 'h' }

/** The line, in its order. */
const stages: readonly Stage[] = [
  {
    id: 'listen', label: 'nav.listen',
    places: [
      { to: '/feedback', label: 'nav.feedback', go: 'f', count: 'feedback' },
      { to: '/themes', label: 'nav.themes', go: 't' },
      { to: '/customers', label: 'nav.customers', go: 'c' },
    ],
  },
  {
    id: 'decide', label: 'nav.decide',
    places: [
      { to: '/opportunities', label: 'nav.opportunities', go: 'o' },
      { to: '/priorities', label: 'nav.priorities', go: 'p' },
    ],
  },
  {
    id: 'plan', label: 'nav.plan',
    places: [
      { to: '/roadmap', label: 'nav.roadmap', go: 'r' }, { to: '/teams', label: 'nav.teams', go: 'e' },
    ],
  },
  { id: 'build', label: 'nav.build', places: [{ to: '/items', label: 'nav.items', go: 'b' }] },
  {
    id: 'ship', label: 'nav.ship',
    places: [
      { to: '/releases', label: 'nav.releases', go: 'l' }, { to: '/flags', label: 'nav.flags', go: 'g' },
    ],
  },
  { id: 'learn', label: 'nav.learn', places: [] },
  {
    id: 'run', label: 'nav.run',
    places: [
      { to: '/imports', label: 'nav.imports', go: 'i' },
      { to: '/jobs', label: 'nav.jobs', go: 'j', verb: 'jobs.read' },
      { to: '/sources', label: 'nav.sources', go: 's' },
      { to: '/members', label: 'nav.members', go: 'm' },
      { to: '/tokens', label: 'nav.tokens', go: 'k' },
      { to: '/bin', label: 'nav.bin', go: 'd', verb: 'backlog.write' },
      { to: '/audit', label: 'nav.audit', go: 'a', verb: 'audit.read' },
    ],
  },
]

/** The stage that a path belongs to. */
export function stageOf(path: string): string | null {
  return stages.find((stage) => stage.places.some((place) => isUnder(path, place.to)))?.id ?? null
}

export function isUnder(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

/** The stages with the places that a person with these verbs may open; none without a place. */
export function stagesFor(verbs: readonly string[]): readonly Stage[] {
  return stages
    .map((stage) => ({
      ...stage,
      places: stage.places.filter(({ verb }) => verb === undefined || verbs.includes(verb)),
    }))
    .filter((stage) => stage.places.length > 0)
}

export function placesFor(verbs: readonly string[]): readonly Place[] {
  return [home, ...stagesFor(verbs).flatMap((stage) => stage.places)]
}
