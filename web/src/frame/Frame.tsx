import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { useLive } from '~/api/live'
import { buttonClass } from '~/parts/Button'
import { t } from '~/text/text'
import { useKeys } from '~/keys/useKeys'
import { useMe } from '~/session/session'
import { Announcer } from '~/parts/announce'
import { KeysSheet } from './KeysSheet'
import { Nav } from './Nav'
import { LiveContext } from './liveState'
import { placesFor } from './places'
import { TopBar } from './TopBar'
import type { Command, Found } from './Palette'
import styles from './Frame.module.css'

const Palette = lazy(async () => ({ default: (await import('./Palette')).Palette }))

interface Props {
  readonly workspace: string
  readonly product: string | null
  readonly person: string
  readonly email: string
  readonly role: string
  readonly needsMe: { readonly count: number; readonly atLeast: boolean } | null
  readonly counts: Readonly<Record<string, number>>
  readonly commands: readonly Command[]
  readonly useSearch: (query: string) => { found: readonly Found[]; pending: boolean }
  readonly onSignOut: () => void
  readonly children: ReactNode
}

/** What stands around every page. It knows no area: the pages come in as children. */
export function Frame(props: Props) {
  const live = useLive()
  const main = useRef<HTMLElement>(null)
  const [navOpen, nav] = useDisclosure(false)
  const [sheetOpen, sheet] = useDisclosure(false)
  const palette = usePalette()
  const navigate = useNavigate()
  const { verbs } = useMe()
  useKeys([
    ...placesFor(verbs).map((place) => ({
      keys: `g ${place.go}`, label: t(place.label), group: t('keys.go'),
      run: () => void navigate({ to: place.to }),
    })),
    { keys: '?', label: t('keys.help'), group: t('keys.anywhere'), run: sheet.open },
    { keys: '/', label: t('keys.search'), group: t('keys.anywhere'), run: palette.open },
  ], 'frame')
  return (
    <LiveContext value={live}>
      <div className={styles.app}>
        <a className={`${styles.skip} ${buttonClass()}`} href="#main">{t('frame.skip')}</a>
        <TopBar
          workspace={props.workspace} product={props.product} person={props.person}
          email={props.email} needsMe={props.needsMe} navOpen={navOpen} onNav={nav.toggle}
          onSearch={palette.open} onHelp={sheet.open} onSignOut={props.onSignOut}
        />
        <Nav
          open={navOpen} person={props.person} role={props.role} counts={props.counts}
          onNavigate={() => {
            nav.close()
            main.current?.focus({ preventScroll: true })
          }}
        />
        <main className={styles.main} id="main" tabIndex={-1} ref={main}>{props.children}</main>
      </div>
      <Announcer />
      <KeysSheet opened={sheetOpen} onClose={sheet.close} />
      {palette.wanted ? (
        <Suspense fallback={null}>
          <Palette commands={props.commands} useSearch={props.useSearch} />
        </Suspense>
      ) : null}
    </LiveContext>
  )
}

/** The palette's code is loaded when it is first asked for; Ctrl K works inside fields as well. */
function usePalette() {
  const [wanted, setWanted] = useState(false)
  const open = () => {
    setWanted(true)
    void import('./Palette').then((module) => requestAnimationFrame(module.openPalette))
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      open()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return { wanted, open }
}
