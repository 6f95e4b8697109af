import { Link, useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { useMe } from '~/session/session'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import { Icon } from '~/parts/Icon'
import { Avatar } from '~/parts/small'
import { home, isUnder, stageOf, stagesFor, type Place, type Stage } from './places'
import styles from './Nav.module.css'

interface Props {
  readonly open: boolean
  readonly person: string
  readonly role: string
  readonly counts: Readonly<Record<string, number>>
  readonly onNavigate: () => void
}

/** The navigation is the thread: the stages of the line, in order, the one we are in filled. */
export function Nav({ open, person, role, counts, onNavigate }: Props) {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const here = stageOf(path)
  const { verbs } = useMe()
  const [opened, setOpened] = useState<string | null>(null)
  return (
    <nav className={styles.nav} aria-label={t('nav.main')} data-open={open} id="main-nav">
      <PlaceLink place={home} current={path === '/'} icon counts={counts} onNavigate={onNavigate} />
      <ul className={styles.stages}>
        {stagesFor(verbs).map((stage) => (
          <StageItem
            key={stage.id} stage={stage} path={path} current={stage.id === here}
            open={opened === null ? stage.id === here : opened === stage.id}
            counts={counts} onNavigate={onNavigate}
            onToggle={(isOpen) => setOpened(isOpen ? '' : stage.id)}
          />
        ))}
      </ul>
      <div className={styles.foot}>
        <Avatar name={person} />
        <span className="grow">
          <span className="trunc" style={{ display: 'block' }}>{person}</span>
          <span className="t3 fs12">{role}</span>
        </span>
      </div>
    </nav>
  )
}

interface StageProps {
  readonly stage: Stage
  readonly path: string
  readonly current: boolean
  readonly open: boolean
  readonly counts: Readonly<Record<string, number>>
  readonly onToggle: (isOpen: boolean) => void
  readonly onNavigate: () => void
}

function StageItem({ stage, path, current, open, counts, onToggle, onNavigate }: StageProps) {
  return (
    <li className={styles.stage} data-current={current}>
      <button
        type="button" className={styles.link} aria-expanded={open} onClick={() => onToggle(open)}
      >
        <span className={styles.dot} />
        {t(stage.label)}
        {open ? null : <Icon name="right" className={styles.chevron} />}
      </button>
      {open ? (
        <ul className={styles.sub}>
          {stage.places.map((place) => (
            <li key={place.to}>
              <PlaceLink
                place={place} current={isUnder(path, place.to)} counts={counts}
                onNavigate={onNavigate}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  )
}

interface PlaceProps {
  readonly place: Place
  readonly current: boolean
  readonly counts: Readonly<Record<string, number>>
  readonly icon?: boolean
  readonly onNavigate: () => void
}

function PlaceLink({ place, current, counts, icon = false, onNavigate }: PlaceProps) {
  const count = place.count ? counts[place.count] : undefined
  return (
    <Link
      to={place.to} className={styles.link} aria-current={current ? 'page' : undefined}
      activeProps={{}} onClick={onNavigate}
    >
      {icon ? <Icon name="home" /> : null}
      {t(place.label)}
      {count === undefined ? null : <span className={styles.count}>{integer(count)}</span>}
    </Link>
  )
}
