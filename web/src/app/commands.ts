import { useMantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { Command } from '~/frame/Palette'
import { useMay } from '~/session/session'
import { t } from '~/text/text'

/** What can be done from anywhere. A command that the role does not include is not offered. */
export function useCommands(): readonly Command[] {
  const navigate = useNavigate()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const mayWrite = useMay('feedback.write')
  const mayImport = useMay('feedback.import')
  const commands: (Command | false)[] = [
    mayWrite && {
      id: 'feedback.add', label: t('command.addFeedback'), icon: 'plus',
      run: () => void navigate({ to: '/feedback', search: { add: true } }),
    },
    mayImport && {
      id: 'import', label: t('command.import'), icon: 'upload',
      run: () => void navigate({ to: '/imports/new' }),
    },
    {
      id: 'scheme', icon: colorScheme === 'dark' ? 'sun' : 'moon',
      label: t(colorScheme === 'dark' ? 'command.light' : 'command.dark'),
      run: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
    },
  ]
  return commands.filter((command) => command !== false)
}
