import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './theme/kit.css'
import './theme/tokens.css'
import './theme/base.css'
import { newQueryClient } from './api/query'
import { newRouter } from './app/router'
import { KeysProvider } from './keys/useKeys'
import { chooseLocale } from './text/locale'
import { kitVariables, theme } from './theme/theme'

chooseLocale()

const client = newQueryClient(() => {
  void router.navigate({ to: '/sign-in', search: { to: router.state.location.href } })
})
const router = newRouter(client)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={kitVariables} defaultColorScheme="auto">
      <Notifications position="bottom-center" limit={3} zIndex={400} />
      <QueryClientProvider client={client}>
        <KeysProvider>
          <RouterProvider router={router} />
        </KeysProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
