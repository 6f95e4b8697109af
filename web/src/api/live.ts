import { useEffect, useState } from 'react'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'

/** The ids of the records that an event names; anything that is not such an event names none. */
export function readChanged(data: string): string[] {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value !== 'object' || value === null) return []
    const { records } = value as { records?: unknown }
    return Array.isArray(records) ? records.filter((each) => typeof each === 'string') : []
  } catch {
    return []
  }
}

/** The kind of record is the word before the underscore of its id. */
export function kindOf(id: string): string {
  const kind = id.split('_', 1)[0] ?? ''
  return shortKinds[kind] ?? kind
}

const shortKinds: Readonly<Record<string, string>> = {
  fb: 'feedback', acc: 'account', cus: 'customer', opp: 'opportunity', rel: 'release', imp: 'import',
}

/** Kinds whose change also changes what other kinds' lists show. */
const alsoChanges: Readonly<Record<string, readonly string[]>> = {
  link: ['feedback', 'opportunity', 'item', 'trace', 'theme'],
  feedback: ['theme', 'customer', 'home'],
  quote: ['feedback', 'opportunity', 'theme', 'trace'],
  item: ['priority', 'roadmap', 'release', 'trace', 'home'],
  plan: ['roadmap', 'home'],
  promise: ['roadmap', 'home'],
  score: ['priority', 'item', 'home'],
  release: ['item', 'trace', 'home'],
  tellback: ['release', 'trace', 'home'],
  import: ['job', 'feedback'],
}

/** Every query key starts with the kind of record it shows: these are the kinds to read again. */
export function kindsTouched(ids: readonly string[]): string[] {
  const kinds = new Set<string>()
  for (const kind of ids.map(kindOf)) {
    kinds.add(kind)
    for (const other of alsoChanges[kind] ?? []) kinds.add(other)
  }
  return [...kinds]
}

const gatherFor = 250

function listen(client: QueryClient, onState: (live: boolean) => void): () => void {
  const source = new EventSource('/api/v1/live')
  let gathered: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    const kinds = kindsTouched(gathered)
    gathered = []
    timer = undefined
    for (const kind of kinds) void client.invalidateQueries({ queryKey: [kind] })
  }
  const onMessage = (event: MessageEvent<string>) => {
    gathered.push(...readChanged(event.data))
    if (gathered.length > 0) timer ??= setTimeout(flush, gatherFor)
  }
  source.onmessage = onMessage
  source.onopen = () => onState(true)
  source.onerror = () => onState(false)
  return () => {
    clearTimeout(timer)
    source.close()
  }
}

/** Keeps what is on screen fresh, and says whether the line to the server stands. */
export function useLive(): boolean {
  const client = useQueryClient()
  const [live, setLive] = useState(false)
  useEffect(() => listen(client, setLive), [client])
  return live
}
