import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMe } from '~/session/session'
import { t } from '~/text/text'
import { Icon, type IconName } from '~/parts/Icon'
import { Kbd } from '~/parts/small'
import { placesFor } from './places'
import styles from './Palette.module.css'

/** A record that the search found. */
export interface Found {
  readonly id: string
  readonly kind: string
  readonly icon: IconName
  readonly title: string
  readonly note: string
  readonly to: string
}

export interface Command {
  readonly id: string
  readonly label: string
  readonly icon: IconName
  readonly keys?: string
  readonly run: () => void
}

interface Props {
  readonly commands: readonly Command[]
  /** Reads what matches; `pending` while it does. */
  readonly useSearch: (query: string) => { found: readonly Found[]; pending: boolean }
}

export function openPalette(): void {
  spotlight.open()
}

function matches(label: string, query: string): boolean {
  return label.toLowerCase().includes(query.trim().toLowerCase())
}

/** One box for everything: places, commands, and every record by its words or its number. */
export function Palette({ commands, useSearch }: Props) {
  const [query, setQuery] = useState('')
  const [settled] = useDebouncedValue(query, 150)
  const navigate = useNavigate()
  const { found, pending } = useSearch(settled.trim())
  const places = placesFor(useMe().verbs).filter((place) => matches(t(place.label), query))
  const shown = commands.filter((command) => matches(command.label, query))
  const nothing = !pending && found.length + places.length + shown.length === 0
  return (
    <Spotlight.Root
      query={query} onQueryChange={setQuery} shortcut={null} size={600} yOffset="12vh"
      overlayProps={{ color: 'var(--veil)', backgroundOpacity: 1 }}
      transitionProps={{ transition: 'fade', duration: 80 }} maxHeight={440} scrollable
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')} aria-label={t('palette.placeholder')}
        leftSection={<Icon name="search" />}
      />
      <Spotlight.ActionsList>
        {found.length > 0 ? (
          <Spotlight.ActionsGroup label={t('palette.records')}>
            {found.map((each) => (
              <Spotlight.Action
                key={`${each.kind}-${each.id}`} onClick={() => void navigate({ to: each.to })}
              >
                <Line icon={each.icon} label={each.title} note={each.note} />
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {shown.length > 0 ? (
          <Spotlight.ActionsGroup label={t('palette.commands')}>
            {shown.map((command) => (
              <Spotlight.Action key={command.id} onClick={command.run}>
                <Line icon={command.icon} label={command.label} keys={command.keys} />
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {places.length > 0 ? (
          <Spotlight.ActionsGroup label={t('palette.places')}>
            {places.map((place) => (
              <Spotlight.Action key={place.to} onClick={() => void navigate({ to: place.to })}>
                <Line icon="right" label={t(place.label)} keys={`g ${place.go}`} />
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {nothing ? <Spotlight.Empty>{t('palette.nothing', { query })}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

interface LineProps {
  readonly icon: IconName
  readonly label: string
  readonly note?: string
  readonly keys?: string | undefined
}

function Line({ icon, label, note, keys }: LineProps) {
  return (
    <span className={styles.line}>
      <span className="t3"><Icon name={icon} /></span>
      <span className="trunc">{label}</span>
      {note ? <span className="t3 fs12 trunc">{note}</span> : null}
      <span className="grow" />
      {keys ? <Kbd keys={keys} /> : null}
    </span>
  )
}
