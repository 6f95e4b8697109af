import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Environment } from '~/api/records'
import { Button } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { Secret } from '~/parts/Secret'
import { Loaded } from '~/parts/States'
import { useFields } from '~/parts/useFields'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import styles from './Flags.module.css'
import { clientKeysQuery, environmentsQuery, useAddEnvironment, useAddKey, useRevokeKey } from './queries'

/** Where clients run, and the keys with which they ask. */
export function EnvironmentsDialog({ onClose }: { readonly onClose: () => void }) {
  const places = useQuery(environmentsQuery)
  const mayManage = useMay('flag.manage')
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <Dialog opened onClose={onClose} title={t('flag.environments')}>
      {secret ? (
        <Secret secret={secret} onDone={() => setSecret(null)}>{t('flag.secret')}</Secret>
      ) : (
        <div className={styles.stack}>
          <Loaded query={places}>
            {(data) => data.records.map((place) => (
              <Place key={place.id} place={place} mayManage={mayManage} onSecret={setSecret} />
            ))}
          </Loaded>
          {mayManage ? <NewEnvironment /> : null}
        </div>
      )}
    </Dialog>
  )
}

interface PlaceProps {
  readonly place: Environment
  readonly mayManage: boolean
  readonly onSecret: (secret: string) => void
}

function Place({ place, mayManage, onSecret }: PlaceProps) {
  const keys = useQuery(clientKeysQuery(place.id)).data?.records ?? []
  const [name, setName] = useState('')
  const add = useAddKey(place.id)
  const revoke = useRevokeKey()
  return (
    <section aria-label={place.name}>
      <h3 className="h3">{place.name} <code className="t3">{place.key}</code></h3>
      {keys.map((key) => (
        <div key={key.id} className={styles.line}>
          <span className="grow trunc">{key.name} <code className="t3">{key.prefix}…</code></span>
          {mayManage ? (
            <Button look="quiet" aria-label={t('tokens.revoke', { name: key.name })} onClick={() => revoke.mutate(key.id)}>
              {t('tokens.revokeAsk')}
            </Button>
          ) : null}
        </div>
      ))}
      {mayManage ? (
        <form
          className={styles.line}
          onSubmit={(event) => {
            event.preventDefault()
            if (!name.trim()) return
            add.mutate(name, { onSuccess: (made) => onSecret(made.secret ?? '') })
          }}
        >
          <TextInput
            className="grow" value={name} placeholder={t('flag.keyFor')} onChange={(event) => setName(event.currentTarget.value)}
            aria-label={t('flag.keyForIn', { name: place.name })}
          />
          <Button type="submit" busy={add.isPending}>{t('flag.newKey')}</Button>
        </form>
      ) : null}
    </section>
  )
}

function NewEnvironment() {
  const fields = useFields({ key: '', name: '' })
  const add = useAddEnvironment()
  return (
    <form
      noValidate className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault()
        if (fields.check()) add.mutate(fields.values, { onSuccess: fields.reset })
      }}
    >
      <h3 className="h3">{t('flag.addEnvironment')}</h3>
      <TextInput label={t('flag.environmentName')} placeholder="Production" {...fields.input('name', add.error)} />
      <TextInput label={t('flag.environmentKey')} placeholder="production" {...fields.input('key', add.error)} />
      <div className="row"><Button type="submit" busy={add.isPending}>{t('common.add')}</Button></div>
    </form>
  )
}
