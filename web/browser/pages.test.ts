import type { Server } from 'node:http'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as fixtures from './fixtures'
import { facets, feedbackAnswers, importAnswers, importIn } from './feedbackFixtures'
import { flag, flagAnswers, flagScreens, segmentAnswers } from './flagFixtures'
import { axeViolations, launch, open, servePages, shot, type Answers } from './harness'

let browser: Browser
let server: Server
let base: string

beforeAll(async () => {
  browser = await launch()
  const pages = await servePages()
  server = pages.server
  base = pages.url
})

afterAll(async () => {
  await browser.close()
  server.close()
})

interface Screen {
  readonly name: string
  readonly path: string
  /** Text that stands there once the screen is complete. */
  readonly ready: string
  readonly answers?: Answers
}

const nobody: Answers = { 'GET /me': { status: 401, body: { title: 'Unauthorized', status: 401, detail: 'Sign in.' } } }

const screens: Screen[] = [
  { name: 'home', path: '/', ready: 'Trace coverage' },
  { name: 'sign-in', path: '/sign-in', ready: 'One line', answers: nobody },
  { name: 'set-up', path: '/set-up', ready: 'Set up', answers: { ...nobody, 'GET /setup': { body: { needed: true } } } },
  { name: 'invitation-missing', path: '/join', ready: 'is not complete', answers: nobody },
  { name: 'invitation', path: '/join#abc', ready: 'Your name', answers: { ...nobody, 'POST /invitations/lookup': { body: { email: 'ines@northpier.example', workspace: 'Northpier', known: false } } } },
  { name: 'invitation-known', path: '/join#abc', ready: 'has an account here', answers: { ...nobody, 'POST /invitations/lookup': { body: { email: 'ines@northpier.example', workspace: 'Northpier', known: true } } } },
  {
    name: 'invitation-over', path: '/join#abc', ready: 'no longer works',
    answers: { ...nobody, 'POST /invitations/lookup': { status: 404, body: { title: 'Not Found', status: 404, detail: 'There is no such invitation.' } } },
  },
  {
    name: 'home-error', path: '/', ready: 'That did not work',
    answers: { 'GET /home': { status: 500, body: { title: '', status: 500, detail: '' } } },
  },
]

const nothing: Answers = {
  'GET /feedback': { body: { records: [] } },
  'GET /feedback/facets': { body: { ...facets, total: 0, customers: 0, accounts: 0, arr_minor: 0, facets: {} } },
}

screens.push(
  { name: 'feedback', path: '/feedback', ready: 'Two of us answered', answers: feedbackAnswers },
  { name: 'feedback-open', path: '/feedback?open=feedback_0', ready: 'Mail › Shared inbox', answers: feedbackAnswers },
  { name: 'feedback-add', path: '/feedback?add=true', ready: 'Paste a mail', answers: feedbackAnswers },
  { name: 'feedback-empty', path: '/feedback', ready: 'Begin with', answers: nothing },
  { name: 'feedback-no-match', path: '/feedback?text=zebra', ready: 'No record matches', answers: nothing },
  {
    name: 'feedback-forbidden', path: '/feedback', ready: 'Your role',
    answers: { 'GET /feedback': { status: 403, body: { title: 'Forbidden', status: 403, detail: '' } } },
  },
  { name: 'imports', path: '/imports', ready: 'survey-december', answers: importAnswers },
  { name: 'import-new', path: '/imports/new', ready: 'Drop a file' },
  ...(['uploaded', 'running', 'checked', 'done'] as const).map((state) => ({
    name: `import-${state}`, path: '/imports/import_1', ready: 'Steps|survey-december.csv',
    answers: { ...importAnswers, 'GET /imports/import_1': { body: importIn(state) } },
  })),
)

const at = '2027-01-14T08:00:00Z'
const record = { version: 1, created_at: at, updated_at: at }
const runAnswers: Answers = {
  'GET /members': { body: { records: [
    { user_id: 'user_1', name: 'Mara Lindqvist', email: 'mara@northpier.example', roles: ['owner'], disabled: false, joined_at: at, version: 1 },
    { user_id: 'user_2', name: 'Jonas Okafor', email: 'jonas@northpier.example', roles: ['product_owner'], disabled: false, joined_at: at, version: 1 },
  ] } },
  'GET /invitations': { body: { records: [{ ...record, id: 'inv_1', email: 'ines@northpier.example', roles: ['viewer'], expires_at: at }] } },
  'GET /tokens': { body: { records: [{ ...record, id: 'token_1', name: 'Nightly export', prefix: 'tl_a1b2', scopes: ['read'], user_id: 'user_1' }] } },
  'GET /jobs': { body: { records: [
    { id: 'job_1', kind: 'import.run', state: 'running', done: 1680, total: 4200, attempt: 1, error: '', created_at: at, created_by: '' },
    { id: 'job_2', kind: 'feedback.analyse', state: 'failed', done: 0, total: 0, attempt: 5, error: 'out of memory', created_at: at, created_by: '' },
  ] } },
  'GET /bin': { body: { records: [{ id: 'item_9', kind: 'item', title: 'Follow the dark mode', removed_at: at, removed_by: 'Jonas Okafor', due_at: at }] } },
  'GET /audit': { body: { records: fixtures.home.changes } },
  'GET /accounts': { body: { records: [{ ...record, id: 'account_1', name: 'Brackwater Legal', segment: 'Legal and tax', plan: 'Business', arr_minor: 1_840_000, currency: 'EUR', domain: 'brackwater.example', external_id: '', feedback_count: 7 }] } },
  'GET /sources': { body: { records: [{ ...record, id: 'source_1', name: 'Support desk', kind: 'support', feedback_count: 66, last_said_at: at }] } },
  'GET /me': { body: { ...fixtures.me, verbs: [...fixtures.me.verbs, 'people.manage', 'jobs.manage'] } },
}

screens.push(...([
  ['members', 'Jonas Okafor'], ['tokens', 'Nightly export'], ['jobs', 'out of memory'], ['audit', 'accepted'],
  ['bin', 'Follow the dark mode'],
  ['customers', 'Brackwater'], ['sources', 'Support desk'],
] as const).map(([name, ready]) => ({ name, path: `/${name}`, ready, answers: runAnswers })))

screens.push(...flagScreens)

const views = [
  { view: 'light', width: 1440, height: 900, dark: false },
  { view: 'dark', width: 1440, height: 900, dark: true },
  { view: 'narrow', width: 390, height: 844, dark: false },
] as const

describe.each(screens)('$name', (screen) => {
  it.each(views)('in $view has nothing that axe finds, and nothing in the console', async (view) => {
    const { page, errors, close } = await open(browser, base + screen.path, { ...view, answers: screen.answers })
    await page.getByText(new RegExp(screen.ready)).first().waitFor({ state: 'attached' })
    await page.waitForTimeout(150)
    await shot(page, `${screen.name}-${view.view}`)
    expect(await axeViolations(page)).toEqual([])
    expect(errors).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    await close()
  })
})

describe('home', () => {
  it('tells what changed in sentences that lead to the records', async () => {
    const { page, close } = await open(browser, base)
    const told = page.getByRole('listitem')
    await told.filter({ hasText: 'Jonas Okafor accepted HAR-226 Buffer time and 2 more' }).waitFor()
    const link = page.getByRole('link', { name: 'HAR-226 Buffer time', exact: true })
    expect(await link.getAttribute('href')).toBe('/items?open=item_1')
    await told.filter({ hasText: '18 records of feedback were imported' }).waitFor()
    await close()
  })
})

describe('an import', () => {
  it('says what is wrong with a file, by its name, and takes another', async () => {
    const broken = { title: 'Unprocessable Entity', status: 422, detail: 'Some fields are not valid.', errors: [
      { pointer: '#/file', detail: 'is empty' },
    ] }
    const { page, close } = await open(browser, `${base}/imports/new`, {
      answers: { ...importAnswers, 'POST /imports': { status: 422, body: broken } },
    })
    await page.locator('input[type=file]').setInputFiles({ name: 'notes.csv', mimeType: 'text/csv', buffer: Buffer.from('') })
    await page.getByRole('alert').getByText('notes.csv is empty. Choose another file.').waitFor()
    await page.getByRole('button', { name: 'Choose a file' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await close()
  })
})

describe('a viewer', () => {
  it('is told who can change that, and offered nothing that would fail', async () => {
    const refused = { title: 'Forbidden', status: 403, detail: 'Your roles do not allow this.' }
    const { page, close } = await open(browser, `${base}/audit`, {
      answers: {
        'GET /me': { body: { ...fixtures.me, roles: ['viewer'], verbs: ['feedback.read'] } },
        'GET /audit': { status: 403, body: refused },
      },
    })
    await page.getByText('An owner of the workspace can change your role').waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    await page.goto(`${base}/imports/new`)
    await page.getByText('Your role does not include this').waitFor()
    const nav = page.getByRole('navigation', { name: 'Main' })
    await nav.getByRole('link', { name: 'Imports' }).waitFor()
    expect(await nav.getByRole('link', { name: /Jobs|Audit/ }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Choose a file' }).count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await close()
  })
})

describe('without a connection', () => {
  it('a page says so and can be tried again', async () => {
    const { page, close } = await open(browser, base, { answers: runAnswers })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.route('**/api/v1/sources*', (route) => route.abort('internetdisconnected'))
    await page.evaluate(() => window.dispatchEvent(new Event('offline')))
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByText('No connection to the server').waitFor()
    await page.unroute('**/api/v1/sources*')
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await page.getByRole('button', { name: 'Try again' }).press('Enter')
    await page.getByText('Support desk').first().waitFor()
    await close()
  })
})

describe('a table that is wider than the window', () => {
  it('keeps what a row is about in view', async () => {
    const { page, close } = await open(browser, `${base}/members`, { width: 390, answers: runAnswers })
    const name = page.getByRole('cell', { name: 'Jonas Okafor' }).first()
    await name.waitFor()
    const before = await name.boundingBox()
    const scrolled = await page.getByRole('group', { name: 'Members' }).evaluate((table) => {
      table.scrollLeft = table.scrollWidth
      return table.scrollLeft
    })
    expect(scrolled).toBeGreaterThan(0)
    expect((await name.boundingBox())?.x).toBe(before?.x)
    await close()
  })
})

describe('flags', () => {
  it('are edited as JSON, by keyboard, and say where a mistake is', async () => {
    const { page, close } = await open(browser, `${base}/flags?open=flag_1`, { answers: flagAnswers })
    const field = page.getByLabel('Definition')
    await field.fill('{"variants": }')
    await page.getByRole('alert').getByText(/JSON/).waitFor()
    await field.fill('{"variants": {"on": true}, "targeting": {"if": [{"guess": 1}]}}')
    await field.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('unknown operator').waitFor()
    await shot(page, 'flag-mistake')
    expect(await axeViolations(page)).toEqual([])
    await close()
  })

  it('can be made again what they were', async () => {
    let sent: unknown
    const { page, close } = await open(browser, `${base}/flags?open=flag_1`, {
      answers: {
        ...flagAnswers,
        'PATCH /flags/flag_1': async (route) => {
          sent = { body: route.request().postDataJSON() as unknown, version: route.request().headers()['if-match'] }
          await route.fulfill({ contentType: 'application/json', body: JSON.stringify({ ...flag, version: 4 }) })
        },
      },
    })
    await page.getByText('Version 1').press('Enter')
    expect(await page.getByRole('button', { name: 'Restore this version: 3' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Restore this version: 1' }).click()
    await page.getByText('Version 1 is what the flag says again').waitFor()
    expect(sent).toEqual({ body: { definition: flag.definition, description: flag.description }, version: '"3"' })
    expect(await axeViolations(page)).toEqual([])
    await close()
  })
})

describe('segments', () => {
  it('are edited as JSON, say where a mistake is, and stay while a flag names them', async () => {
    const { page, close } = await open(browser, `${base}/segments?open=segment_1`, { answers: segmentAnswers })
    const field = page.getByLabel('Definition')
    await field.fill('{"include": ["user-17", 4]}')
    await field.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('must be a text').waitFor()
    await shot(page, 'segment-mistake')
    await page.getByText('Version 1').press('Enter')
    await page.getByRole('button', { name: 'Restore this version: 1' }).waitFor()
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Put into the bin' }).click()
    await page.getByText('It is used by the flag new-editor').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await close()
  })
})
