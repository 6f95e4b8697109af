/* Stands in for the file that web/client writes from openapi.json, and has its shape. */
interface Rec { id: string; version: number; created_at: string; updated_at: string }
interface PageOf<T> { records: T[]; next_cursor?: string }
interface Op<R, Q = never, P = never, B = never> {
  parameters: { query?: Q; header?: { 'If-Match'?: string }; path: P; cookie?: never }
  requestBody: { content: { 'application/json': B } }
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': R } } }
}
interface Ask<R, Q = never> {
  parameters: { query?: Q; header?: never; path?: never; cookie?: never }
  requestBody?: never
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': R } } }
}
interface One<R, P = { id: string }, Q = never> {
  parameters: { query?: Q; header?: { 'If-Match'?: string }; path: P; cookie?: never }
  requestBody?: never
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': R } } }
}
interface Post<R, B> {
  parameters: { query?: never; header?: never; path?: never; cookie?: never }
  requestBody: { content: { 'application/json': B } }
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': R } } }
}
type None = Record<string, never>

export interface components {
  schemas: {
    MeView: {
      user: { id: string; name: string; email: string }
      workspace: { id: string; version: number; name: string; slug: string; hats: string }
      roles: string[]
      verbs: string[]
      workspaces: { id: string; name: string; slug: string }[]
    }
    FeedbackView: Rec & {
      number: number
      key: string
      source: { id: string; name: string; kind?: string }
      customer?: { id: string; name: string; email?: string; title?: string }
      account?: { id: string; name: string; segment: string; plan: string; arr_minor: number; currency: string }
      text: string
      rating?: number
      language: string
      url: string
      said_at: string
      status: 'new' | 'linked' | 'archived'
      kind: string
      sentiment: string
      sentiment_score: number
      quote_count: number
      duplicate_of?: string
      import_id?: string
    }
    FacetsView: {
      total: number
      total_is_at_least: boolean
      customers: number
      accounts: number
      arr_minor: number
      currency: string
      facets: Record<string, { value: string; label: string; count: number }[]>
    }
    SourceView: Rec & { name: string; kind: string }
    ImportView: Rec & {
      filename: string
      size: number
      state: 'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'cancelled' | 'failed' | 'undone'
      format: { kind: string; encoding: string; delimiter: string; header: boolean }
      columns: { name: string; samples: string[]; suggested: string }[]
      mapping: Record<string, string>
      source: string
      source_kind: string
      rows_total: number
      rows_done: number
      added: number
      known: number
      duplicates: number
      failed: number
      job_id?: string
      error: string
      undone_at?: string
    }
    PreviewView: { rows: { row: number; feedback?: components['schemas']['PreviewFeedback']; errors: string[] }[] }
    PreviewFeedback: { text: string; said_at?: string; customer?: { name: string }; account?: { name: string }; rating?: number; language?: string }
    QuoteView: Rec & {
      feedback_id: string
      feedback_key: string
      opportunity_id: string
      start: number
      end: number
      text: string
      importance: number
      customer_name?: string
      account_name?: string
    }
    SuggestionView: { opportunity_id: string; key: string; title: string; quote_count: number; likeness: number }
    FeedbackThemeView: { theme_id: string; label: string; area: string; score: number; by: string }
    OpportunityView: Rec & {
      number: number
      key: string
      title: string
      problem: string
      status: string
      quote_count: number
      customer_count: number
      account_count: number
      arr_minor: number
      currency: string
      theme_ids: string[]
      item_count: number
    }
    LineRecord: { id: string; kind: string; key: string; title: string; subtitle: string; at?: string; state?: string }
    TraceView: {
      root: { id: string; kind: string; key: string; title: string }
      why: string
      became: string
      complete: { have: number; of: number }
      steps: { step: string; label: string; at?: string; total: number; missing: boolean; records: components['schemas']['LineRecord'][] }[]
      links: { from: string; to: string; kind: string; at: string }[]
      sources: { name: string; count: number }[]
      customers: number
      accounts: number
      arr_minor: number
      currency: string
      told: { told: number; open: number; not_reached: number }
    }
    CoverageView: {
      effort: number
      steps: { key: string; label: string; effort: number; share: number }[]
      share: number
      broken: { item_id: string; key: string; title: string; missing: string }[]
    }
    HomeView: {
      work: {
        kind: string
        title: string
        hint: string
        count: number
        records: { id: string; kind: string; key: string; title: string; subtitle: string; stake?: string; href: string }[]
      }[]
      coverage: components['schemas']['CoverageView']
      trends: { key: string; label: string; value: number; unit: string; weeks: number[] }[]
      changes: { seq: number; at: string; actor_kind: string; actor_id: string; actor_name: string; action: string; record_id: string; detail: string; hash: string }[]
    }
    JobView: { id: string; kind: string; state: string; done: number; total: number; attempt: number; error: string; created_at: string; finished_at?: string }
  }
}
type S = components['schemas']
type FeedbackQuery = {
  text?: string
  status?: string[]
  kind?: string[]
  sentiment?: string[]
  segment?: string[]
  language?: string[]
  source?: string[]
  theme?: string[]
  customer?: string[]
  account?: string[]
  import?: string[]
  since?: string
  until?: string
  arr_at_least?: number
  duplicates?: boolean
}
type PageQuery = { limit?: number; cursor?: string }
type Id = { id: string }

export interface paths {
  '/api/v1/setup': { get: Ask<{ needed: boolean }>; post: Post<S['MeView'], { workspace_name: string; name: string; email: string; password: string }> }
  '/api/v1/session': { post: Post<S['MeView'], { email: string; password: string }>; delete: Ask<None> }
  '/api/v1/session/workspace': { post: Post<S['MeView'], { workspace_id: string }> }
  '/api/v1/me': { get: Ask<S['MeView']>; patch: Op<S['MeView'], never, never, { name: string }> }
  '/api/v1/invitations/acceptance': { post: Post<S['MeView'], { secret: string; name: string; password: string }> }
  '/api/v1/feedback': {
    get: Ask<PageOf<S['FeedbackView']>, FeedbackQuery & PageQuery>
    post: Post<S['FeedbackView'], { source: string; source_kind?: string; text: string; said_at?: string; customer?: { name?: string; email?: string }; account?: { name?: string } }>
  }
  '/api/v1/feedback/facets': { get: Ask<S['FacetsView'], FeedbackQuery> }
  '/api/v1/feedback/{id}': {
    get: One<S['FeedbackView']>
    patch: Op<S['FeedbackView'], never, Id, { status: string }>
    delete: One<None>
  }
  '/api/v1/feedback/{id}/themes': { get: One<{ records: S['FeedbackThemeView'][] }> }
  '/api/v1/feedback/{id}/quotes': { get: One<PageOf<S['QuoteView']>> }
  '/api/v1/feedback/{id}/suggestions': { get: One<{ records: S['SuggestionView'][] }> }
  '/api/v1/quotes': { post: Post<S['QuoteView'], { feedback_id: string; opportunity_id?: string; title?: string; start: number; end: number; importance: number }> }
  '/api/v1/quotes/{id}': { delete: One<None>; patch: Op<S['QuoteView'], never, Id, { importance: number }> }
  '/api/v1/opportunities': { get: Ask<PageOf<S['OpportunityView']>, { text?: string; status?: string[] } & PageQuery> }
  '/api/v1/sources': { get: Ask<PageOf<S['SourceView']>, PageQuery> }
  '/api/v1/imports': { get: Ask<PageOf<S['ImportView']>, PageQuery>; post: Ask<S['ImportView'], { filename: string }> }
  '/api/v1/imports/{id}': { get: One<S['ImportView']>; patch: Op<S['ImportView'], never, Id, { mapping?: Record<string, string>; source?: string; source_kind?: string }> }
  '/api/v1/imports/{id}/preview': { get: One<S['PreviewView']> }
  '/api/v1/imports/{id}/errors': { get: One<PageOf<{ row: number; message: string }>, Id, PageQuery> }
  '/api/v1/imports/{id}/check': { post: One<S['ImportView']> }
  '/api/v1/imports/{id}/start': { post: One<S['ImportView']> }
  '/api/v1/imports/{id}/cancellation': { post: One<S['ImportView']> }
  '/api/v1/imports/{id}/undo': { post: One<S['ImportView']> }
  '/api/v1/home': { get: Ask<S['HomeView']> }
  '/api/v1/coverage': { get: Ask<S['CoverageView']> }
  '/api/v1/trace/{kind}/{id}': { get: One<S['TraceView'], { kind: string; id: string }> }
}
