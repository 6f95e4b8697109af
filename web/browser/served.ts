import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'

const program = path.resolve(import.meta.dirname, '../../bin/throughline')

/** A running program with a folder of its own. */
export interface Served {
  readonly url: string
  readonly folder: string
  stop(): Promise<void>
}

/** Starts the built program on a free port and an empty folder, as a person would. */
export async function serve(command: 'serve' | 'demo', ...flags: string[]): Promise<Served> {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughline-'))
  const child = spawn(program, [command, '--listen', '127.0.0.1:0', '--data', folder, ...flags])
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  let said = ''
  const url = await new Promise<string>((found, failed) => {
    const listen = (piece: Buffer) => {
      said += String(piece)
      const address = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said)
      if (address) found(address[0])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('error', failed)
    child.once('exit', () => failed(new Error(`the program ended: ${said}`)))
  })
  return {
    url,
    folder,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Look {
  readonly width?: number
  readonly dark?: boolean
}

/** A page of its own context that keeps what goes wrong in it. */
export async function visit(browser: Browser, look: Look = {}) {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: 900 },
    colorScheme: look.dark ? 'dark' : 'light', locale: 'en-GB', timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    // A page that leaves its event stream, or asks who is signed in, makes the browser speak.
    const usual = /EventSource|ERR_ABORTED|status of 401/
    if (message.type() === 'error' && !usual.test(message.text())) errors.push(message.text())
  })
  return { page, errors, close: () => context.close() }
}

/** Calls the API as the person who is signed in to the page. */
export function call<T>(page: Page, address: string): Promise<T> {
  return page.evaluate(async (to) => {
    const answer = await fetch(`/api/v1${to}`)
    if (!answer.ok) throw new Error(`${to}: ${answer.status}`)
    return await answer.json() as unknown
  }, address) as Promise<T>
}

/** Asks again until the answer is what is waited for; a job in the server is about to make it so. */
export async function eventually<T>(ask: () => Promise<T>, holds: (got: T) => boolean): Promise<T> {
  const until = Date.now() + 30_000
  for (;;) {
    const got = await ask()
    if (holds(got)) return got
    if (Date.now() > until) throw new Error(`still: ${JSON.stringify(got).slice(0, 500)}`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** Waits until nothing on the page is loading: no skeletons, no busy region. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('h1, main') !== null
    && document.querySelector('[aria-busy="true"]') === null)
  await page.evaluate(() => document.fonts.ready)
}

/** Signs in on the page for it, and waits for Home. */
export async function signIn(
  page: Page, url: string, email: string, password: string,
): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1 }).and(page.getByText(/./)).waitFor()
  await page.waitForURL(`${url}/`)
}
