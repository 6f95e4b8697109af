import type { Server } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { feedbackAnswers, feedbackRecord, quoted } from './feedbackFixtures'
import { launch, open, servePages } from './harness'

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

const records = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [
  `GET /feedback/feedback_${index}`, { body: feedbackRecord(index) },
]))

async function explorer(path = '/feedback') {
  const posted: { body: unknown; key: string | null }[] = []
  const opened = await open(browser, base + path, {
    answers: {
      ...feedbackAnswers, ...records,
      'POST /quotes': async (route) => {
        const request = route.request()
        posted.push({ body: request.postDataJSON(), key: await request.headerValue('Idempotency-Key') })
        await route.fulfill({ status: 201, contentType: 'application/json', body: JSON.stringify(quoted) })
      },
    },
  })
  await opened.page.getByText('Wish I could hand').first().waitFor()
  return { ...opened, posted }
}

const panel = (page: Page, key: string) => page.getByRole('complementary', { name: `Feedback ${key}` })

describe('keys', () => {
  it('walk the list with the record beside it, and back', async () => {
    const { page, close } = await explorer()
    await page.keyboard.press('j')
    await panel(page, 'FB-8841').waitFor()
    await page.keyboard.press('j')
    await panel(page, 'FB-8840').waitFor()
    expect(new URL(page.url()).searchParams.get('open')).toContain('feedback_1')
    await page.keyboard.press('k')
    await panel(page, 'FB-8841').waitFor()
    await page.keyboard.press('Escape')
    await panel(page, 'FB-8841').waitFor({ state: 'detached' })
    await close()
  })

  it('link a sentence as evidence in two keys, counted in characters', async () => {
    const { page, posted, close } = await explorer('/feedback?open=feedback_0')
    await panel(page, 'FB-8841').waitFor()
    await page.keyboard.press('l')
    await page.getByText('Teams answer the same mail twice').waitFor()
    await page.keyboard.press('1')
    await page.getByText('Quote linked to OP-31.').waitFor()
    expect(posted).toHaveLength(1)
    expect(posted[0]?.key).toBeTruthy()
    expect(posted[0]?.body).toEqual({
      feedback_id: 'feedback_0', opportunity_id: 'opportunity_31', start: 0,
      end: 'Hello, five of us share the reception address now.'.length, importance: 2,
    })
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await close()
  })

  it('stay out of fields', async () => {
    const { page, close } = await explorer()
    await page.keyboard.press('/')
    await page.keyboard.type('jkla?')
    expect(await page.getByRole('textbox', { name: 'Words in the text' }).inputValue()).toBe('jkla?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await close()
  })

  it('can be listed and switched off', async () => {
    const { page, close } = await explorer()
    await page.keyboard.press('?')
    await page.getByRole('switch', { name: 'Single keys on' }).click({ force: true })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('j')
    await page.waitForTimeout(200)
    expect(page.url()).not.toContain('open=')
    await close()
  })

  it('open the palette from anywhere, also from a field', async () => {
    const { page, close } = await explorer()
    await page.keyboard.press('/')
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Search records or run a command').waitFor()
    await page.keyboard.type('Audit')
    await page.getByRole('button', { name: /Audit/ }).first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/audit')
    await close()
  })

  it('keep a filter in the address', async () => {
    const { page, close } = await explorer()
    await page.getByRole('checkbox', { name: /Shared inbox/ }).check()
    await page.getByRole('button', { name: 'Remove filter Theme Shared inbox' }).waitFor()
    expect(decodeURIComponent(page.url())).toContain('theme_1')
    await page.goBack()
    await page.getByText('nothing filtered').waitFor()
    await close()
  })
})
