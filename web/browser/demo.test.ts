import type { Browser, Locator, Page } from 'playwright-core'
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
    ['flags', '/flags'], ['segments', '/segments'], ['flag-environments', '/flags?places=true'],
    ['trace-feedback', `/trace/feedback/${feedback.id}`],
    ['trace-item', `/trace/item/${item.id}`],
    ['imports', '/imports'], ['import-new', '/imports/new'],
    ['jobs', '/jobs'], ['members', '/members'], ['tokens', '/tokens'], ['audit', '/audit'],
    ['bin', '/bin'],
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

  it('takes back what was removed, at once and from the bin', async () => {
    const { page, errors, close } = await visit(browser)
    await signIn(page, demo.url, ...person)
    const remove = async () => {
      await page.goto(`${demo.url}/items`)
      await page.getByRole('link', { name: /^HAR-18 / }).click()
      const panel = page.getByRole('complementary', { name: 'Item HAR-18' })
      await panel.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Put into the bin' }).click()
      await page.getByText('HAR-18 is in the bin.').waitFor()
    }
    await remove()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: /^HAR-18 / }).waitFor()
    await remove()
    await page.goto(`${demo.url}/bin`)
    await page.getByRole('row', { name: /Book meeting rooms Item Mara Lindqvist/ }).waitFor()
    await page.getByRole('button', { name: 'Bring back Book meeting rooms' }).click()
    await page.getByText('The bin is empty').waitFor()
    await page.goto(`${demo.url}/items`)
    await page.getByRole('link', { name: /^HAR-18 / }).waitFor()
    await close()
    expect(errors).toEqual([])
  }, 60_000)

  it('moves an item in the order by dragging, takes it back, and moves it by key', async () => {
    const { page, errors, close } = await visit(browser)
    await signIn(page, demo.url, ...person)
    await page.goto(`${demo.url}/items`)
    const order = async () => (await call<List>(page, '/items')).records.map((each) => each.key)
    const row = (key: string) => page.getByRole('link', { name: new RegExp(`^${key} `) })
    await row('HAR-5').waitFor()
    const before = await order()
    await drag(page, row('HAR-5'), row('HAR-2'), 0.2)
    await page.getByText('HAR-5 is before HAR-2 now').waitFor()
    const moved = ['HAR-1', 'HAR-5', 'HAR-2', 'HAR-3', 'HAR-4', ...before.slice(5)]
    expect(await order()).toEqual(moved)
    await page.getByRole('button', { name: 'Undo' }).click()
    await eventually(order, (got) => got.join() === before.join())
    await page.locator('li[aria-posinset="5"]').getByText('HAR-5', { exact: true }).waitFor()
    await row('HAR-5').click()
    await page.getByRole('complementary', { name: 'Item HAR-5' }).waitFor()
    await page.keyboard.press('K')
    await page.getByText('HAR-5 is number 4 of').waitFor({ state: 'attached' })
    await page.keyboard.press('J')
    await page.getByText('HAR-5 is number 5 of').waitFor({ state: 'attached' })
    expect(await order()).toEqual(before)
    await close()
    expect(errors).toEqual([])
  }, 60_000)

  it('holds an item to a week by dragging its bar as by key, for the next proposal', async () => {
    const { page, errors, close } = await visit(browser)
    await signIn(page, demo.url, ...person)
    await page.goto(`${demo.url}/roadmap`)
    const bar = page.getByRole('button', { name: /^HAR-15 .*P50/ })
    await bar.click()
    await page.keyboard.press('ArrowRight')
    const said = page.locator('[data-announcer]')
    await said.getByText(/^HAR-15 is held to/).waitFor({ state: 'attached' })
    const byKey = await said.innerText()
    const outline = page.getByText(/^HAR-15 from/).locator('..')
    const week = (await outline.boundingBox())!.x - (await bar.boundingBox())!.x
    await page.keyboard.press('l')
    await said.getByText('HAR-15 is held to no start any more').waitFor({ state: 'attached' })
    await page.keyboard.press('Escape')
    const box = (await bar.boundingBox())!
    await page.mouse.move(box.x + 10, box.y + 10)
    await page.mouse.down()
    await page.mouse.move(box.x + 30, box.y + 12, { steps: 4 })
    await page.mouse.move(box.x + 10 + week, box.y + 12, { steps: 4 })
    await page.mouse.up()
    await said.getByText(byKey).waitFor({ state: 'attached' })
    await shot(page, 'roadmap-held')
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Propose again with 1 hold' }).click()
    await page.getByText('1 item is held to a start.').waitFor()
    await page.getByRole('button', { name: 'Solve' }).click()
    await page.getByText('Proposed', { exact: true }).waitFor()
    await bar.click()
    await page.getByText('It is locked to this week.').waitFor()
    await close()
    expect(errors).toEqual([])
  }, 60_000)
})

/** Drags one thing onto another with the pointer, to a share of its height. */
async function drag(page: Page, from: Locator, to: Locator, share: number): Promise<void> {
  const [start, end] = [(await from.boundingBox())!, (await to.boundingBox())!]
  await page.mouse.move(start.x + 40, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(start.x + 48, start.y + start.height / 2 - 8, { steps: 4 })
  await page.mouse.move(end.x + 48, end.y + end.height * share, { steps: 6 })
  await page.mouse.up()
}
