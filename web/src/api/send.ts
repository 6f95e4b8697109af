/** How a request is sent: what is added to it, and when it is sent again. */

const waits = [300, 1200] as const
const passing = new Set([502, 503, 504])

interface Sender {
  readonly fetch: (request: Request) => Promise<Response>
  readonly wait: (ms: number) => Promise<void>
  readonly newKey: () => string
}

/** Gives every POST a key, so that sending it again cannot do the work twice. */
export function withKey(request: Request, newKey: () => string): Request {
  if (request.method !== 'POST' || request.headers.has('Idempotency-Key')) return request
  const keyed = new Request(request)
  keyed.headers.set('Idempotency-Key', newKey())
  return keyed
}

function mayRepeat(request: Request): boolean {
  return request.method === 'GET' || request.headers.has('Idempotency-Key')
}

/** Sends a request; a lost connection or a server that restarts is tried again with the same key. */
export async function send(original: Request, sender: Sender): Promise<Response> {
  const request = withKey(original, sender.newKey)
  for (const wait of waits) {
    try {
      const response = await sender.fetch(request.clone())
      if (!passing.has(response.status) || !mayRepeat(request)) return response
    } catch (error) {
      if (!mayRepeat(request) || request.signal.aborted) throw error
    }
    await sender.wait(wait)
  }
  return sender.fetch(request)
}

/**
 * A key for a request. `randomUUID` is missing where the page is not served securely
 * (http on a host name other than localhost), random bytes are not.
 */
export function randomKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const browserSender: Sender = {
  fetch: (request) => fetch(request),
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
  newKey: randomKey,
}
