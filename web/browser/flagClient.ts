import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk'
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'

/** A page of a product, as its makers would write it: it shows what a flag is, and nothing else. */
const [baseUrl = '', key = ''] = decodeURIComponent(window.location.hash.slice(1)).split(' ')

function show() {
  const details = OpenFeature.getClient().getStringDetails('checkout', 'as built in')
  document.body.textContent = `${details.value} (${details.reason ?? ''})`
}

async function begin() {
  await OpenFeature.setContext({ targetingKey: 'user-1', plan: 'gold' })
  OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, show)
  await OpenFeature.setProviderAndWait(new OFREPWebProvider({
    baseUrl, pollInterval: 0, headers: [['Authorization', `Bearer ${key}`]],
  }))
  show()
}

void begin()
