import { Link } from '@tanstack/react-router'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import { IconButton } from '~/parts/Button'
import { Icon, Logo } from '~/parts/Icon'
import { Count, Kbd } from '~/parts/small'
import { UserMenu } from './UserMenu'
import styles from './TopBar.module.css'

interface Props {
  readonly workspace: string
  readonly product: string | null
  readonly person: string
  readonly email: string
  readonly needsMe: { readonly count: number; readonly atLeast: boolean } | null
  readonly navOpen: boolean
  readonly onNav: () => void
  readonly onSearch: () => void
  readonly onHelp: () => void
  readonly onSignOut: () => void
}

export function TopBar(props: Props) {
  const { workspace, product, person, email, needsMe, navOpen } = props
  return (
    <header className={styles.top}>
      <div className={styles.brand}>
        <span className={styles.burger}>
          <IconButton
            icon={navOpen ? 'close' : 'menu'} label={t('nav.toggle')} onClick={props.onNav}
            aria-expanded={navOpen} aria-controls="main-nav"
          />
        </span>
        <Logo />
        <span className={`${styles.workspace} trunc`}>{workspace}</span>
        {product ? (
          <>
            <span className={`t3 ${styles.wide}`}>/</span>
            <span className={`t2 trunc ${styles.wide}`}>{product}</span>
          </>
        ) : null}
      </div>
      <button type="button" className={styles.search} onClick={props.onSearch}>
        <Icon name="search" />
        <span className={`grow trunc ${styles.words}`}>{t('palette.placeholder')}</span>
        <span className={styles.wide}><Kbd keys={modKey()} /></span>
      </button>
      <div className={styles.right}>
        <Link to="/" className={styles.needs}>
          <Icon name="bell" />
          <span className={styles.words}>{t('frame.needsMe')}</span>{' '}
          {needsMe && needsMe.count > 0 ? <Count value={integer(needsMe.count) + (needsMe.atLeast ? '+' : '')} /> : null}
        </Link>
        <IconButton icon="help" label={t('frame.help')} onClick={props.onHelp} />
        <UserMenu person={person} email={email} onSignOut={props.onSignOut} onKeys={props.onHelp} />
      </div>
    </header>
  )
}

function modKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'
}
