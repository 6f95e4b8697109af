import { Menu, useMantineColorScheme } from '@mantine/core'
import { useKeyRegistry } from '~/keys/useKeys'
import { t, type TextId } from '~/text/text'
import { Icon, type IconName } from '~/parts/Icon'
import { Avatar } from '~/parts/small'
import styles from './TopBar.module.css'

interface Props {
  readonly person: string
  readonly email: string
  readonly onSignOut: () => void
  readonly onKeys: () => void
}

const schemes: readonly { value: 'light' | 'dark' | 'auto'; icon: IconName; label: TextId }[] = [
  { value: 'light', icon: 'sun', label: 'scheme.light' },
  { value: 'dark', icon: 'moon', label: 'scheme.dark' },
  { value: 'auto', icon: 'screen', label: 'scheme.auto' },
]

export function UserMenu({ person, email, onSignOut, onKeys }: Props) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { enabled, setEnabled } = useKeyRegistry()
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={styles.user} aria-label={t('frame.user', { name: person })}>
          <Avatar name={person} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('scheme.title')}</Menu.Label>
        {schemes.map((scheme) => (
          <Menu.Item
            key={scheme.value} closeMenuOnClick={false} role="menuitemradio"
            aria-checked={colorScheme === scheme.value}
            leftSection={<Icon name={scheme.icon} />}
            rightSection={colorScheme === scheme.value ? <Icon name="check" /> : null}
            onClick={() => setColorScheme(scheme.value)}
          >
            {t(scheme.label)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onKeys}>{t('keys.show')}</Menu.Item>
        <Menu.Item
          role="menuitemcheckbox" aria-checked={enabled} closeMenuOnClick={false}
          rightSection={enabled ? <Icon name="check" /> : null}
          onClick={() => setEnabled(!enabled)}
        >
          {t('keys.enabled')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="out" />} onClick={onSignOut}>
          {t('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
