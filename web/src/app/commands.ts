import { useMantineColorScheme } from '@mantine/core'
import type { Command } from '~/frame/Palette'
import { t } from '~/text/text'

/** What can be done from anywhere. A command that the role does not include is not offered. */
export function useCommands(): readonly Command[] {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const commands: Command[] = [
    {
      id: 'scheme', icon: colorScheme === 'dark' ? 'sun' : 'moon',
      label: t(colorScheme === 'dark' ? 'command.light' : 'command.dark'),
      run: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
    },
  ]
  return commands
}
