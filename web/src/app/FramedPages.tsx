import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { api } from '~/api/client'
import { homeQuery } from '~/areas/home/homeQuery'
import { waiting } from '~/areas/home/work'
import { Frame } from '~/frame/Frame'
import { problemToast } from '~/parts/toast'
import { useMe } from '~/session/session'
import { tMaybe } from '~/text/text'
import { useCommands } from './commands'
import { usePlaceCounts } from './counts'
import { useRecordSearch } from './recordSearch'

/** The frame with what it shows: who is signed in, what needs them, what can be found and done. */
export function FramedPages() {
  const me = useMe()
  const client = useQueryClient()
  const navigate = useNavigate()
  const needsMe = useQuery({ ...homeQuery, select: (home) => waiting(home.work) }).data
  const signOut = useMutation({
    mutationFn: () => api.DELETE('/api/v1/session'),
    onSuccess: async () => {
      client.clear()
      await navigate({ to: '/sign-in' })
    },
    onError: problemToast,
  })
  const role = me.roles[0] ?? ''
  return (
    <Frame
      workspace={me.workspace.name} product={null} person={me.user.name} email={me.user.email}
      role={tMaybe(`role.${role}`, role)} needsMe={needsMe ?? null} counts={usePlaceCounts()}
      commands={useCommands()} useSearch={useRecordSearch} onSignOut={() => signOut.mutate()}
    >
      <Outlet />
    </Frame>
  )
}
