import { t } from '~/text/text'

const roles = [
  'owner', 'admin', 'product_manager', 'product_owner', 'product_operations', 'contributor', 'viewer',
] as const

/** The roles, from the most to the least powerful, under their names. */
export function roleOptions(): { value: string; label: string }[] {
  return roles.map((role) => ({ value: role, label: t(`role.${role}`) }))
}
