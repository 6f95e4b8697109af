import { Link } from '@tanstack/react-router'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { buttonClass } from './Button'

/** The way out of an empty page: bring feedback in. Nothing for those who may not. */
export function ImportLink() {
  if (!useMay('feedback.import')) return null
  return <Link to="/imports/new" className={buttonClass('primary')}>{t('home.import')}</Link>
}
