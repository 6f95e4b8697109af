import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '~/text/text'
import styles from './Dialog.module.css'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  readonly width?: number
  readonly children: ReactNode
}

/** A dialog over the page: keeps the focus, closes with Escape, gives the focus back. */
export function Dialog({ opened, onClose, title, width = 560, children }: Props) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={width}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Not the kit's header: beside the page's own it would be a second banner. */}
        <div className={styles.head}>
          <Modal.Title className="grow">{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('common.close')} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
