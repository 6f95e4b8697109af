import {
  createContext, useContext, useEffect, useLayoutEffect, useRef, useState, type ReactNode,
} from 'react'
import { useLocalStorage } from '@mantine/hooks'
import { isCommand, KeyRegistry, leavesField, type Bindings, type Level } from './registry'

interface Keys {
  readonly registry: KeyRegistry
  readonly enabled: boolean
  readonly setEnabled: (enabled: boolean) => void
}

const KeysContext = createContext<Keys | null>(null)

/** Listens once for the whole application. */
export function KeysProvider({ children }: { readonly children: ReactNode }) {
  const [registry] = useState(() => new KeyRegistry())
  const [enabled, setEnabled] = useLocalStorage({ key: 'throughline.keys', defaultValue: true })
  registry.enabled = enabled
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (modalIsOpen(event)) return
      if (leavesField(event)) (event.target as HTMLElement).blur()
      if (!isCommand(event)) return
      if (registry.press(event.key, event.timeStamp)) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [registry])
  return <KeysContext value={{ registry, enabled, setEnabled }}>{children}</KeysContext>
}

/** A dialog or an open menu keeps its keys to itself. */
function modalIsOpen(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false
  return event.target.closest('[role="dialog"][aria-modal="true"], [role="menu"], [role="listbox"]')
    ?.matches('[data-keys="page"]') === false
}

export function useKeyRegistry(): Keys {
  const keys = useContext(KeysContext)
  if (!keys) throw new Error('useKeys: no KeysProvider above')
  return keys
}

/** Makes keys work while the component is on the page; an empty list does nothing. */
export function useKeys(bindings: Bindings, level: Level = 'page'): void {
  const { registry } = useKeyRegistry()
  const layer = useRef<Bindings>(bindings)
  // Before the page is painted: whoever sees a list can already walk it.
  useLayoutEffect(() => {
    layer.current = bindings
  })
  useLayoutEffect(() => registry.add(layer, level), [registry, level])
}
