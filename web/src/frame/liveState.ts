import { createContext, useContext } from 'react'

/** Whether changes by others arrive by themselves now. */
export const LiveContext = createContext(false)

export function useIsLive(): boolean {
  return useContext(LiveContext)
}
