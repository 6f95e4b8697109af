import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, launch, shot } from './harness'
import { call, eventually, serve, settled, signIn, visit, type Served } from './served'

/** Every page of the real program, filled as the demo fills it, judged by axe. */

interface Listed { readonly id: string; readonly key?: string; readonly state?: string }
interface List { readonly records: readonly Listed[] }

let browser: Browser
let demo: Served
let places: [string, string][]

const person = ['mara@northpier.example', 'look-around-northpier'] as const

/** The addresses of all pages, with a record opened wherever one can be. */
async function allPlaces(page: Page): Promise<[string, string][]> {
  const first = async (list: string) => (await eventually(
    () => call<List>(page, list), (got) => got.records.length > 0,
  )).records[0]!
  const feedback = await first('/feedback?limit=1')
  const theme = await first('/themes')
  const opportunity = await first('/opportunities?limit=1')
  const item = await first('/items?limit=1')
  const release = await first('/releases')
  return [
    ['home', '/'],
    ['feedback', '/feedback'], ['feedback-open', `/feedback?open=${feedback.id}`],
    ['feedback-add', '/feedback?add=true'],
    ['themes', '/themes'], ['theme-open', `/themes?open=${theme.id}`],
    ['customers', '/customers'], ['customers-people', '/customers?view=people'],
    ['sources', '/sources'],
    ['opportunities', '/opportunities'],
    ['opportunity-open', `/opportunities?open=${opportunity.id}`],
    ['priorities', '/priorities'], ['priorities-refine', '/priorities?top=2'],
    ['roadmap', '/roadmap'], ['roadmap-buckets', '/roadmap?view=buckets'],
    ['roadmap-table', '/roadmap?view=table'], ['teams', '/teams'],
    ['items', '/items'], ['item-open', `/items?open=${item.id}`],
    ['releases', '/releases'], ['release-open', `/releases?open=${release.id}`],
    ['flags', '/flags'], ['flag-environments', '/flags?places=true'],
    ['trace-feedback', `/trace/feedback/${feedback.id}`],
    ['trace-item', `/trace/item/${item.id}`],
    ['imports', '/imports'], ['import-new', '/imports/new'],
    ['jobs', '/jobs'], ['members', '/members'], ['tokens', '/tokens'], ['audit', '/audit'],
    ['nowhere', '/nowhere'], ['reference', '/api/v1/reference'],
  ]
}

beforeAll(async () => {
  browser = await launch()
  demo = await serve('demo')
  const { page, close } = await visit(browser)
  await signIn(page, demo.url, ...person)
  places = await allPlaces(page)
  await close()
})

afterAll(async () => {
  await browser.close()
  await demo.stop()
})

describe('the demo', () => {
  it.each([
    { name: 'light', look: {} },
    { name: 'dark', look: { dark: true } },
    { name: 'narrow', look: { width: 390 } },
  ])('every page, $name: axe finds nothing and it fits the window', async ({ name, look }) => {
    const { page, errors, close } = await visit(browser, look)
    await signIn(page, demo.url, ...person)
    const found: string[] = []
    for (const [place, address] of places) {
      await page.goto(demo.url + address)
      await settled(page)
      await shot(page, `${name}-${place}`)
      found.push(...(await axeViolations(page)).map((line) => `${place}: ${line}`))
      const [wide, window] = await page.evaluate(
        () => [document.documentElement.scrollWidth, innerWidth],
      )
      if (wide! > window!) found.push(`${place}: ${wide} px wide in ${window} px`)
    }
    await close()
    expect([...found, ...errors]).toEqual([])
  }, 240_000)

  it('says how sure the order is, and what to find out first', async () => {
    const { page, errors, close } = await visit(browser)
    await signIn(page, demo.url, ...person)
    await page.goto(`${demo.url}/priorities?top=2`)
    await page.getByText(/pairs? (is|are) too close to call/).waitFor()
    await page.getByRole('complementary').getByText('Refine first').waitFor()
    await page.getByRole('img', { name: /^Score [\d,]+, in eight cases of ten/ }).first().waitFor()
    await page.getByRole('img', { name: /^Rank \d+–\d+$/ }).first().waitFor()
    await page.getByRole('gridcell', { name: /^Reach/ }).first().click()
    await page.getByText(/^Eight times of ten it scores/).waitFor()
    await close()
    expect(errors).toEqual([])
  }, 60_000)

  it('says when an item will be done, how sure that is, and what its time goes to', async () => {
    const { page, errors, close } = await visit(browser)
    await signIn(page, demo.url, ...person)
    await page.goto(`${demo.url}/roadmap`)
    await page.getByRole('button', { name: /P50 .*, P85 / }).first().click()
    for (const fact of ['P50', 'P85', 'Why then']) await page.getByText(fact, { exact: true }).first().waitFor()
    await page.getByText(/^(Finishes after|Late) \d+ weeks?/).waitFor()
    await page.goto(`${demo.url}/roadmap?view=table`)
    await page.getByText(/^Team .* is full before/).first().waitFor()
    await close()
    expect(errors).toEqual([])
  }, 60_000)
})
