/* The line's part of the interface, until openapi.json describes it too; then this file goes. */
interface Ask<R, P = never> {
  parameters: { query?: never; header?: never; path?: P; cookie?: never }
  requestBody?: never
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': R } } }
}

export interface LineSchemas {
  LineRecord: { id: string; kind: string; key: string; title: string; subtitle: string; at?: string; state?: string }
  TraceView: {
    root: { id: string; kind: string; key: string; title: string }
    why: string
    became: string
    complete: { have: number; of: number }
    steps: { step: string; label: string; at?: string; total: number; missing: boolean; records: LineSchemas['LineRecord'][] }[]
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
    coverage: LineSchemas['CoverageView']
    trends: { key: string; label: string; value: number; unit: string; weeks: number[] }[]
    changes: { seq: number; at: string; actor_kind: string; actor_id: string; actor_name: string; action: string; record_id: string; detail: string; hash: string }[]
  }
}

export interface LinePaths {
  '/api/v1/home': { get: Ask<LineSchemas['HomeView'], undefined> }
  '/api/v1/coverage': { get: Ask<LineSchemas['CoverageView'], undefined> }
  '/api/v1/trace/{kind}/{id}': { get: Ask<LineSchemas['TraceView'], { kind: string; id: string }> }
}
