import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './Icon'
import styles from './Button.module.css'

type Look = 'plain' | 'primary' | 'quiet' | 'danger'

const looks: Readonly<Record<Look, string | undefined>> = {
  plain: '', primary: styles.pri, quiet: styles.quiet, danger: styles.danger,
}

/** Class names of a button, for links that look like one. */
export function buttonClass(look: Look = 'plain', tall = false): string {
  return [styles.btn, looks[look], tall ? styles.tall : ''].filter(Boolean).join(' ')
}

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look
  readonly icon?: IconName
  readonly tall?: boolean
  /** Work is under way: the button waits but keeps its place and its focus. */
  readonly busy?: boolean
  readonly children?: ReactNode
}

/** At most one `primary` on a screen. */
export function Button({ look, icon, tall, busy, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button" className={buttonClass(look, tall)} aria-busy={busy || undefined}
      aria-disabled={busy || undefined} onClick={busy ? undefined : onClick} {...rest}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  )
}

interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: IconName
  readonly label: string
}

export function IconButton({ icon, label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button" className={`${styles.icon} ${className ?? ''}`} aria-label={label} title={label}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  )
}
