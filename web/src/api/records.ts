import type { components } from './schema'

/** The records under the names that the pages use, each from the server's own description. */
export type Schemas = components['schemas']

export type Me = Schemas['MeView']
export type Feedback = Schemas['FeedbackView']
export type Facets = Schemas['FacetsView']
export type Import = Schemas['ImportView']
export type Quote = Schemas['QuoteView']
export type Suggestion = Schemas['SuggestionView']
export type FeedbackTheme = Schemas['SaidView']
export type Opportunity = Schemas['OpportunityView']
export type Item = Schemas['ItemView']
export type Theme = Schemas['ThemeView']
export type Plan = Schemas['PlanView']
export type PlanItem = Schemas['PlanItem']
export type Team = Schemas['TeamView']
export type Release = Schemas['ReleaseView']
export type Flag = Schemas['FlagView']
export type Segment = Schemas['SegmentView']
export type Environment = Schemas['EnvironmentView']
export type Message = Schemas['MessageView']
export type Framework = Schemas['FrameworkView']
export type Priorities = Schemas['PrioritiesView']
export type Trace = Schemas['TraceView']
export type LineRecord = Schemas['LineRecord']
export type Coverage = Schemas['CoverageView']
export type Home = Schemas['HomeView']

export type Removed = Schemas['RemovedView']
export type Job = Schemas['JobView']
export type AuditEntry = Schemas['AuditView']
export type Member = Schemas['MemberView']
export type Invitation = Schemas['InvitationView']
export type Token = Schemas['TokenView']
export type Source = Schemas['SourceView']
export type Customer = Schemas['CustomerView']
export type Account = Schemas['AccountView']
export type Workspace = Schemas['WorkspaceView']

/** Yearly revenue as the server gives it, as money. */
export function arrOf(
  of: { readonly arr_minor: number; readonly currency: string },
): { amount: number; currency: string } {
  return { amount: of.arr_minor, currency: of.currency || 'EUR' }
}

/** What a source can be. */
export const sourceKinds = [
  'file', 'survey', 'support', 'app_store', 'email', 'call', 'chat', 'portal', 'api', 'other',
] as const
