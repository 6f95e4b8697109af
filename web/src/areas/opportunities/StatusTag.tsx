import { Tag, type Tone } from '~/parts/small'
import { t } from '~/text/text'
import type { Status } from './queries'

const tones: Readonly<Record<Status, Tone>> = {
  identified: 'accent', exploring: 'accent', committed: 'plain', delivered: 'good', dropped: 'plain',
}

export function StatusTag({ status }: { readonly status: Status }) {
  return <Tag tone={tones[status]}>{t(`opportunity.status.${status}`)}</Tag>
}
