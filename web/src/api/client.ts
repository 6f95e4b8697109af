import createClient, { type Middleware } from 'openapi-fetch'
import { problemFrom, Problem } from './problem'
import type { paths } from './schema'
import { browserSender, send } from './send'

const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return undefined
    const body: unknown = await response.clone().json().catch(() => null)
    throw problemFrom(response.status, body, response.statusText)
  },
}

/** The server's API, typed by its own description. A failed call throws a `Problem`. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => send(request, browserSender),
})
api.use(throwProblems)

/** What the call answered; only for calls that answer something. */
export async function answer<T>(call: Promise<{ readonly data?: T }>): Promise<T> {
  const { data } = await call
  if (data === undefined) throw new Problem(-1, '', 'The server answered nothing.')
  return data
}

/** The header that lets a change through only if nobody changed the record meanwhile. */
export function ifMatch(version: number): { readonly 'If-Match': string } {
  return { 'If-Match': `"${version}"` }
}
