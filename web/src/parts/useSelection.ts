import { useState } from 'react'
import { useKeys } from '~/keys/useKeys'
import { t } from '~/text/text'

/** Which rows of a list are selected; Escape lets go of them. */
export function useSelection() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const clear = () => setSelected(new Set())
  const toggle = (id: string) => setSelected((before) => {
    const after = new Set(before)
    if (!after.delete(id)) after.add(id)
    return after
  })
  useKeys(selected.size > 0 ? [{ keys: 'Escape', label: t('keys.unselect'), run: clear }] : [])
  return { selected, toggle, clear }
}
