// Sends events by the clients of PostHog and Segment, as they come from the registry, through a
// network that loses every other answer, so that they send again what is kept already. A Go
// test runs this against the real program and counts: cmd/throughline/clients_test.go.
import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { Analytics } from '@segment/analytics-node'
import { PostHog } from 'posthog-node'

const [url, key] = process.argv.slice(2)

let answers = 0
const network = http.createServer((request, response) => {
  const { method, headers } = request
  request.pipe(http.request(url + request.url, { method, headers }, (answer) => {
    const lost = answers++ % 2 === 0
    response.writeHead(lost ? 502 : answer.statusCode, lost ? {} : answer.headers)
    answer.pipe(response)
  }))
})
await new Promise((ready) => network.listen(0, '127.0.0.1', ready))
const host = `http://127.0.0.1:${network.address().port}`

const posthog = new PostHog(key, { host, flushAt: 20, fetchRetryDelay: 50 })
for (let n = 0; n < 50; n++) posthog.capture({ distinctId: `user ${n % 10}`, event: 'opened' })
posthog.alias({ distinctId: 'user 0', alias: 'before signing in' })
await posthog.shutdown()

const packing = {
  makeRequest: (o) => fetch(o.url, { method: o.method, body: gzipSync(o.body),
    headers: { ...o.headers, 'Content-Encoding': 'gzip' } }),
}
for (const httpClient of [undefined, packing]) {
  const segment = new Analytics({ writeKey: key, host, maxEventsInBatch: 20, httpClient })
  for (let n = 0; n < 50; n++) segment.track({ userId: `user ${n % 10}`, event: 'bought' })
  segment.identify({ userId: 'user 0', anonymousId: 'a visitor' })
  await segment.closeAndFlush()
}
network.close()
