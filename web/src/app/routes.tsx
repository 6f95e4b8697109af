import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect,
} from '@tanstack/react-router'
import { Problem, toProblem } from '~/api/problem'
import { meQuery } from '~/session/session'
import { setupQuery } from '~/session/setup'
import { readFeedbackSearch } from '~/areas/feedback/search'
import { readFlagSearch } from '~/areas/flags/queries'
import { readSegmentSearch } from '~/areas/flags/segmentQueries'
import { readItemSearch } from '~/areas/items/queries'
import { readOpportunitySearch } from '~/areas/opportunities/queries'
import { readPrioritySearch } from '~/areas/priorities/queries'
import { readReleaseSearch } from '~/areas/releases/queries'
import { readRoadmapSearch } from '~/areas/roadmap/queries'
import { readThemeSearch } from '~/areas/themes/queries'

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet })

/* ---------- outside the frame: nobody is signed in yet ---------- */

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyRouteComponent(() => import('~/areas/people/SetUpPage'), 'SetUpPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { to?: string } => ({
    // Only paths of this installation: a link may not send people elsewhere after signing in.
    to: typeof search['to'] === 'string' && /^\/(?!\/)/.test(search['to']) ? search['to'] : undefined,
  }),
  beforeLoad: async ({ context }) => {
    const { needed } = await context.client.ensureQueryData(setupQuery)
    if (needed) throw redirect({ to: '/set-up' })
  },
  component: lazyRouteComponent(() => import('~/areas/people/SignInPage'), 'SignInPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('~/areas/people/InvitationPage'), 'InvitationPage'),
})

/* ---------- inside the frame ---------- */

const framed = createRoute({
  getParentRoute: () => root,
  id: 'framed',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(meQuery)
    } catch (error) {
      const problem = toProblem(error)
      if (!(problem instanceof Problem) || problem.status !== 401) throw error
      throw redirect({ to: '/sign-in', search: { to: location.href } })
    }
  },
  component: lazyRouteComponent(() => import('./FramedPages'), 'FramedPages'),
})

const home = createRoute({
  getParentRoute: () => framed,
  path: '/',
  component: lazyRouteComponent(() => import('~/areas/home/HomePage'), 'HomePage'),
})

const feedback = createRoute({
  getParentRoute: () => framed,
  path: '/feedback',
  validateSearch: readFeedbackSearch,
  component: lazyRouteComponent(() => import('~/areas/feedback/FeedbackPage'), 'FeedbackPage'),
})

const imports = createRoute({
  getParentRoute: () => framed,
  path: '/imports',
  component: lazyRouteComponent(() => import('~/areas/imports/ImportsPage'), 'ImportsPage'),
})

const newImport = createRoute({
  getParentRoute: () => framed,
  path: '/imports/new',
  component: lazyRouteComponent(() => import('~/areas/imports/NewImportPage'), 'NewImportPage'),
})

const oneImport = createRoute({
  getParentRoute: () => framed,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('~/areas/imports/ImportPage'), 'ImportPage'),
})

const customers = createRoute({
  getParentRoute: () => framed,
  path: '/customers',
  validateSearch: (search): { view?: 'accounts' | 'people' } => ({
    view: search['view'] === 'people' ? 'people' : undefined,
  }),
  component: lazyRouteComponent(() => import('~/areas/customers/CustomersPage'), 'CustomersPage'),
})

const sources = createRoute({
  getParentRoute: () => framed,
  path: '/sources',
  component: lazyRouteComponent(() => import('~/areas/feedback/SourcesPage'), 'SourcesPage'),
})

const members = createRoute({
  getParentRoute: () => framed,
  path: '/members',
  component: lazyRouteComponent(() => import('~/areas/people/MembersPage'), 'MembersPage'),
})

const tokens = createRoute({
  getParentRoute: () => framed,
  path: '/tokens',
  component: lazyRouteComponent(() => import('~/areas/people/TokensPage'), 'TokensPage'),
})

const jobs = createRoute({
  getParentRoute: () => framed,
  path: '/jobs',
  component: lazyRouteComponent(() => import('~/areas/run/JobsPage'), 'JobsPage'),
})

const audit = createRoute({
  getParentRoute: () => framed,
  path: '/audit',
  component: lazyRouteComponent(() => import('~/areas/run/AuditPage'), 'AuditPage'),
})

const bin = createRoute({
  getParentRoute: () => framed,
  path: '/bin',
  component: lazyRouteComponent(() => import('~/areas/run/BinPage'), 'BinPage'),
})

const opportunities = createRoute({
  getParentRoute: () => framed,
  path: '/opportunities',
  validateSearch: readOpportunitySearch,
  component: lazyRouteComponent(
    () => import('~/areas/opportunities/OpportunitiesPage'), 'OpportunitiesPage',
  ),
})

const items = createRoute({
  getParentRoute: () => framed,
  path: '/items',
  validateSearch: readItemSearch,
  component: lazyRouteComponent(() => import('~/areas/items/ItemsPage'), 'ItemsPage'),
})

const priorities = createRoute({
  getParentRoute: () => framed,
  path: '/priorities',
  validateSearch: readPrioritySearch,
  component: lazyRouteComponent(() => import('~/areas/priorities/PrioritiesPage'), 'PrioritiesPage'),
})

const roadmap = createRoute({
  getParentRoute: () => framed,
  path: '/roadmap',
  validateSearch: readRoadmapSearch,
  component: lazyRouteComponent(() => import('~/areas/roadmap/RoadmapPage'), 'RoadmapPage'),
})

const teams = createRoute({
  getParentRoute: () => framed,
  path: '/teams',
  component: lazyRouteComponent(() => import('~/areas/roadmap/TeamsPage'), 'TeamsPage'),
})

const themes = createRoute({
  getParentRoute: () => framed,
  path: '/themes',
  validateSearch: readThemeSearch,
  component: lazyRouteComponent(() => import('~/areas/themes/ThemesPage'), 'ThemesPage'),
})

const releases = createRoute({
  getParentRoute: () => framed,
  path: '/releases',
  validateSearch: readReleaseSearch,
  component: lazyRouteComponent(() => import('~/areas/releases/ReleasesPage'), 'ReleasesPage'),
})

const flags = createRoute({
  getParentRoute: () => framed,
  path: '/flags',
  validateSearch: readFlagSearch,
  component: lazyRouteComponent(() => import('~/areas/flags/FlagsPage'), 'FlagsPage'),
})

const segments = createRoute({
  getParentRoute: () => framed,
  path: '/segments',
  validateSearch: readSegmentSearch,
  component: lazyRouteComponent(() => import('~/areas/flags/SegmentsPage'), 'SegmentsPage'),
})

const trace = createRoute({
  getParentRoute: () => framed,
  path: '/trace/$kind/$id',
  component: lazyRouteComponent(() => import('~/areas/trace/TracePage'), 'TracePage'),
})

/** Any other address: the frame stays, so that one finds the way on. */
const elsewhere = createRoute({
  getParentRoute: () => framed,
  path: '$',
  component: lazyRouteComponent(() => import('./NoPage'), 'NoPage'),
})

export const routeTree = root.addChildren([
  setUp, signIn, invitation,
  framed.addChildren([
    home, feedback, customers, imports, newImport, oneImport, jobs, sources, members, tokens, audit,
    bin,
    themes, opportunities, priorities, roadmap, teams, items, releases, flags, segments, trace,
    elsewhere,
  ]),
])
