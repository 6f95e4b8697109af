import { Switch } from '@mantine/core'
import type { Bindings } from '~/keys/registry'
import { useKeyRegistry } from '~/keys/useKeys'
import { t } from '~/text/text'
import { Dialog } from '~/parts/Dialog'
import { Kbd } from '~/parts/small'
import styles from './KeysSheet.module.css'

function grouped(bindings: Bindings): [string, Bindings][] {
  const groups = new Map<string, Bindings>()
  for (const binding of bindings) {
    const name = binding.group ?? t('keys.page')
    groups.set(name, [...(groups.get(name) ?? []), binding])
  }
  return [...groups]
}

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
}

/** Every key that works on this page. */
export function KeysSheet({ opened, onClose }: Props) {
  const { registry, enabled, setEnabled } = useKeyRegistry()
  return (
    <Dialog opened={opened} onClose={onClose} title={t('keys.title')}>
      <div className={styles.groups}>
        {opened ? grouped(registry.all()).map(([name, bindings]) => (
          <section key={name} className={styles.group}>
            <h3>{name}</h3>
            <ul>
              {bindings.map((binding) => (
                <li key={binding.keys}>
                  {binding.label}
                  <Kbd keys={binding.keys} />
                </li>
              ))}
            </ul>
          </section>
        )) : null}
      </div>
      <div className={styles.note}>
        <Switch
          label={t('keys.enabled')} description={t('keys.enabledNote')} checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        <a className="link" href="/api/v1/reference" target="_blank" rel="noreferrer">
          {t('keys.api')}
        </a>
      </div>
    </Dialog>
  )
}
