import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { axeViolations, launch, shot } from './harness'
import { keyboardOf, type Keyboard } from './keyboard'
import { call, eventually, serve, settled, visit, type Served } from './served'

/**
 * The main job through the real program: an empty folder, a file of customers' words, and one
 * person with a keyboard who follows the line until the customer who asked was told.
 */

const password = 'a long sentence to enter with'
const title = 'Let people sign in without a code every morning'
const quoted = 'I have to type a new code every single morning.'

/** The same trouble in other words: enough of them for a theme. */
const alike = [
  'Signing in asks me for a new code again and again.',
  'Every morning it wants another code before I can sign in.',
  'Why must I type a code each time I sign in?',
  'Sign in is slow: a new code every time, on the same phone.',
  'Stop asking for a code every morning, please.',
  'A code every day just to sign in, it forgets my phone.',
  'I sign in every morning and every morning there is a new code to type.',
  'The code to sign in never comes in time in the morning.',
]

let browser: Browser
let program: Served
let files: string
let page: Page
let keys: Keyboard
let errors: string[]
const axe: string[] = []

/** Real reviews as an export would hold them, and one customer whose words are followed. */
function exportFile(folder: string): string {
  const data = path.resolve(import.meta.dirname, '../../internal/demo/data/reviews.csv')
  const [, ...reviews] = readFileSync(data, 'utf8').trimEnd().split('\n').slice(0, 401)
  const said = `"${quoted} Please remember me."`
  const rows = [
    'ticket,stars,comment,customer,email,company',
    ...reviews.map((line, at) => `${line},Asker ${at},asker${at}@firm${at % 40}.example,Firm ${at % 40}`),
    ...alike.map((text, at) => `T-91${at},2,"${text}",Peer ${at},peer${at}@pier.example,Pier ${at}`),
    `T-9000,2,${said},Hanna Fischer,hanna@marlow.example,Marlow Bay Clinic`,
    'T-9001,ten,Not a rating.,Nobody,nobody@marlow.example,Marlow Bay Clinic',
  ]
  const file = path.join(folder, 'tickets.csv')
  writeFileSync(file, `${rows.join('\n')}\n`)
  return file
}

async function look(name: string): Promise<void> {
  await settled(page)
  await shot(page, `walk-${name}`)
  axe.push(...(await axeViolations(page)).map((line) => `${name}: ${line}`))
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const choice = (name: string) => page.getByRole('combobox', { name, exact: true }).last()
const field = (name: string) => page.getByLabel(name, { exact: true })

/** Goes to a page of the frame by its letter. */
async function go(letter: string, name: string): Promise<void> {
  await page.getByRole('navigation').first().waitFor() // the keys come with the frame
  await keys.press('g', letter)
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
}

beforeAll(async () => {
  files = mkdtempSync(path.join(tmpdir(), 'throughline-files-'))
  browser = await launch()
  program = await serve('serve')
  const visited = await visit(browser)
  page = visited.page
  errors = visited.errors
  keys = keyboardOf(page)
})

afterAll(async () => {
  await browser.close()
  await program.stop()
  rmSync(files, { recursive: true, force: true })
})

// A step stands on the one before it.
let broken = false
beforeEach(({ skip }) => skip(broken))
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  broken = true
  await shot(page, 'walk-failed')
})

describe('the line, walked with a keyboard through the served program', () => {
  it('begins with the set-up of an empty installation', async () => {
    await page.goto(program.url)
    await page.waitForURL('**/set-up')
    await look('set-up')
    await keys.write(field('Workspace'), 'Northpier')
    await keys.write(field('Your name'), 'Mara Lindqvist')
    await keys.write(field('E-mail address'), 'mara@northpier.example')
    await keys.write(field('Password'), password)
    await keys.press('Enter')
    await page.waitForURL(`${program.url}/`)
    await look('home-empty')
  })

  it('refuses a wrong password and takes the right one', async () => {
    await page.context().clearCookies()
    await page.goto(program.url)
    await page.waitForURL('**/sign-in**')
    await keys.write(field('E-mail address'), 'mara@northpier.example')
    await keys.write(field('Password'), 'not this one at all')
    await keys.press('Enter')
    await page.getByRole('alert').waitFor()
    await look('sign-in-refused')
    await keys.write(field('Password'), password)
    await keys.press('Enter')
    await page.waitForURL(`${program.url}/`)
  })

  it('imports a file: columns found, every row checked, then added', async () => {
    await page.getByRole('heading', { level: 1 }).waitFor()
    await go('i', 'Imports')
    await look('imports-empty')
    await keys.push(page.getByRole('link', { name: 'Import a file' }).first())
    const choosing = page.waitForEvent('filechooser')
    await keys.push(button('Choose a file'))
    await (await choosing).setFiles(exportFile(files))
    await page.getByRole('heading', { name: 'What each column is' }).waitFor()
    await look('import-columns')
    await keys.write(field('Source'), 'Support desk')
    await keys.push(button('Check all rows'))
    await button(/^Import \d+ records$/).waitFor()
    await page.getByText('1 of 1 rows that could not be read').waitFor()
    await look('import-checked')
    await keys.push(button(/^Import \d+ records$/))
    await page.getByRole('heading', { name: 'Imported', exact: true }).waitFor()
    await look('import-done')
  })

  it('finds themes in it by itself', async () => {
    await eventually(() => call<{ records: unknown[] }>(page, '/themes'), (got) => got.records.length > 3)
    await go('t', 'Themes')
    await page.getByRole('row').or(page.getByRole('option')).nth(3).waitFor()
    await look('themes')
  })

  it('makes a customer’s sentence the evidence of an opportunity', async () => {
    await go('f', 'Feedback')
    await keys.write(field('Words in the text'), 'remember every single morning')
    await page.getByText('1 of 409 records match').waitFor()
    await keys.press('Escape', 'j', 'Enter')
    await page.getByText('Select words, or mark a sentence').waitFor()
    await keys.press('l')
    await page.getByText('New opportunity from this quote').waitFor()
    await look('quote')
    await keys.press('1')
    await page.getByText('New opportunity made, with this quote.').waitFor()
    await go('o', 'Opportunities')
    await page.getByText(quoted).first().waitFor()
    await keys.press('j')
    await page.waitForURL(/open=/)
    await keys.push(button(`Need: ${quoted}`))
    await keys.press('ControlOrMeta+a')
    await keys.type(title)
    await keys.press('Enter')
    await button(`Need: ${title}`).waitFor()
    await look('opportunity')
  })

  it('makes an item of it, for a team, with what must hold', async () => {
    await go('b', 'Items')
    await look('items-no-product')
    await keys.write(field('Name'), 'Harbour')
    await keys.write(field('Key, two to six capitals'), 'HAR')
    await keys.press('Enter')
    await page.getByText('No item yet').waitFor()
    await go('e', 'Teams')
    await keys.press('c')
    await keys.write(field('Name'), 'Platform')
    await keys.press('Enter')
    await page.getByText('Platform').first().waitFor()
    await look('teams')
    await go('o', 'Opportunities')
    await page.getByText(title).first().waitFor()
    await keys.press('j')
    await keys.push(button('Make an item'))
    await page.waitForURL(/\/items\?open=/)
    await keys.choose(choice('Team'), 'Platform')
    await keys.push(button('Effort, person-weeks: not estimated'))
    await keys.write(field('At least'), '1')
    await keys.write(field('Likely'), '2')
    await keys.write(field('At most'), '4')
    await keys.press('Enter')
    await page.getByText('1 to 4, likely 2').waitFor()
    await keys.write(field('Add a criterion'), 'A known device asks for a code once a month')
    await keys.press('Enter')
    await page.getByText('Acceptance: 0 of 1').waitFor()
    await keys.choose(choice('Status'), 'Ready')
    await page.getByText('1 customer asked, 0 votes').waitFor()
    await look('item')
  })

  it('scores it, plans it and accepts the plan', async () => {
    await keys.press('Escape')
    await go('p', 'Priorities')
    const cell = page.locator('[data-cell="0-1"]')
    await keys.reach(page.locator('[data-cell="0-0"]'))
    await keys.press('ArrowRight')
    await keys.type('2-3')
    await keys.press('Enter')
    await eventually(() => cell.innerText(), (text) => text === '2–3')
    await look('priorities')
    await go('r', 'Roadmap')
    await keys.press('c')
    await keys.write(field('Name'), 'First plan')
    await keys.press('Enter')
    await keys.push(button('Accept the plan'))
    await page.getByText('First plan is the accepted plan now').waitFor()
    await look('roadmap')
  })

  it('accepts the work on evidence', async () => {
    await go('b', 'Items')
    await page.getByText(title).first().waitFor()
    await keys.press('j')
    await page.waitForURL(/open=/)
    await keys.choose(choice('Status'), 'In progress')
    await page.getByText('In progress', { exact: true }).first().waitFor()
    await keys.choose(choice('Status'), 'In review')
    await keys.choose(page.getByRole('combobox', { name: /^Does it hold\?/ }), 'Met')
    await keys.push(button('How we know: Where it was seen: a test, a recording, a person'))
    await keys.type('Seen on two phones')
    await keys.press('Tab')
    await page.getByText('Acceptance: 1 of 1').waitFor()
    await look('in-review')
    await keys.push(button('Accept'))
    await page.getByText('It can be judged').waitFor({ state: 'detached' })
    await eventually(
      () => call<{ records: { status: string }[] }>(page, '/items'),
      (got) => got.records[0]?.status === 'accepted',
    )
  })

  it('releases it and tells the customer who asked, in words of their own', async () => {
    await go('l', 'Releases')
    await keys.press('c')
    await keys.write(field('Name'), '2027.1')
    await keys.press('Tab')
    await keys.type('Signing in is calmer now.')
    await keys.push(button('Add'))
    await page.waitForURL(/open=/)
    await keys.choose(choice('Put an accepted item in'), `HAR-1 ${title}`)
    await page.getByText('1 item', { exact: true }).first().waitFor()
    await keys.push(button('Release'))
    await page.getByText('Told back: 0 of 1 who asked').waitFor()
    await keys.push(page.getByRole('button', { name: /Hanna Fischer/ }))
    await look('told-back')
    await keys.write(field('Message'), 'Dear Hanna, no more codes every morning. Thank you for asking!')
    await keys.push(button('Send'))
    await page.getByText('Told back: 1 of 1 who asked').waitFor()
    await look('told')
    const mail = path.join(program.folder, 'mail')
    const sent = readdirSync(mail).map((name) => readFileSync(path.join(mail, name), 'utf8'))
    expect(sent).toHaveLength(1)
    expect(sent[0]).toContain('hanna@marlow.example')
    expect(sent[0]).toContain('no more codes every morning')
  })

  it('shows the whole line from one key', async () => {
    await keys.press('t')
    await page.waitForURL('**/trace/release/**')
    await look('trace')
    const [said] = (await call<{ records: { id: string }[] }>(
      page, '/feedback?text=remember%20every%20single%20morning',
    )).records
    const line = await call<{ steps: { step: string; total: number }[] }>(
      page, `/trace/feedback/${said!.id}`,
    )
    const walked = line.steps.filter((step) => step.total > 0).map((step) => step.step)
    expect(walked).toEqual(
      ['words', 'theme', 'opportunity', 'score', 'plan', 'acceptance', 'release', 'told'],
    )
  })

  it('leaves nothing for axe to find, and no error in the console', () => {
    expect([...axe, ...errors]).toEqual([])
  })
})
