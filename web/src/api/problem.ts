/** What went wrong, as the server says it (RFC 9457), or what can be said without the server. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly fields: Readonly<Record<string, string>> = {},
    readonly type: string = 'about:blank',
  ) {
    super(detail || title)
  }

  /** No answer at all: offline, or the server is away. */
  get isOffline(): boolean {
    return this.status === 0
  }

  get isForbidden(): boolean {
    return this.status === 403
  }

  get isMissing(): boolean {
    return this.status === 404
  }

  /** What happened, in words: the server's sentence and what it says of each field. */
  get reasons(): string {
    const fields = Object.entries(this.fields).map(([name, detail]) => `${name}: ${detail}`)
    return [this.detail, fields.join('; ')].filter(Boolean).join(' ')
  }

  /** Somebody changed the record since it was read. */
  get isStale(): boolean {
    return this.status === 412 || this.status === 409
  }
}

interface ProblemBody {
  readonly title?: unknown
  readonly detail?: unknown
  readonly type?: unknown
  readonly errors?: unknown
}

/** Reads a failed response. A body that is not problem+json still gives a usable problem. */
export function problemFrom(status: number, body: unknown, statusText = ''): Problem {
  const said = (typeof body === 'object' && body !== null ? body : {}) as ProblemBody
  const title = typeof said.title === 'string' ? said.title : statusText
  const detail = typeof said.detail === 'string' ? said.detail : ''
  const type = typeof said.type === 'string' ? said.type : 'about:blank'
  return new Problem(status, title, detail, fieldErrors(said.errors), type)
}

/** `errors: [{pointer: "#/email", detail: "..."}]` as a message for each field. */
function fieldErrors(errors: unknown): Record<string, string> {
  if (!Array.isArray(errors)) return {}
  const fields: Record<string, string> = {}
  for (const error of errors as readonly unknown[]) {
    if (typeof error !== 'object' || error === null) continue
    const { pointer, detail } = error as { pointer?: unknown; detail?: unknown }
    if (typeof pointer !== 'string' || typeof detail !== 'string') continue
    fields[pointer.replace(/^#?\/?/, '')] ??= detail
  }
  return fields
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof TypeError) return new Problem(0, '', '')
  return new Problem(-1, '', error instanceof Error ? error.message : String(error))
}
