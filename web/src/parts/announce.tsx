import { useSyncExternalStore } from 'react'

let said = ''
const listeners = new Set<() => void>()

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Tells those who do not see the page what an action did. */
export function announce(text: string): void {
  // The same words twice are news too: a space more makes them different.
  said = text === said ? `${text}\u00a0` : text
  listeners.forEach((listener) => listener())
}

/** Where announcements are read from; one stands in the frame. */
export function Announcer() {
  const text = useSyncExternalStore(listen, () => said)
  return <p className="sr" role="status" data-announcer>{text}</p>
}
