import { describe, expect, it, vi } from 'vitest'
import { kindOf, kindsTouched, readChanged } from './live'
import { problemFrom, toProblem } from './problem'
import { send, withKey } from './send'

const url = 'http://127.0.0.1/api/v1/feedback'

function sender(...answers: (number | 'lost')[]) {
  const sent: Request[] = []
  const fetch = vi.fn(async (request: Request) => {
    sent.push(request)
    const next = answers.shift() ?? 200
    if (next === 'lost') throw new TypeError('Failed to fetch')
    return new Response('{}', { status: next })
  })
  let keys = 0
  return { sent, fetch, wait: async () => undefined, newKey: () => `key-${++keys}` }
}

describe('sending', () => {
  it('gives a POST a key and keeps it when sending again', async () => {
    const to = sender('lost', 503, 201)
    const response = await send(new Request(url, { method: 'POST', body: '{"a":1}' }), to)
    expect(response.status).toBe(201)
    expect(to.sent.map((request) => request.headers.get('Idempotency-Key'))).toEqual(['key-1', 'key-1', 'key-1'])
    expect(await to.sent[2]?.text()).toBe('{"a":1}')
  })
  it('leaves a given key', () => {
    const request = new Request(url, { method: 'POST', headers: { 'Idempotency-Key': 'mine' } })
    expect(withKey(request, () => 'other').headers.get('Idempotency-Key')).toBe('mine')
  })
  it('never repeats a change that has no key', async () => {
    const to = sender('lost')
    await expect(send(new Request(url, { method: 'PATCH', body: '{}' }), to)).rejects.toThrow()
    expect(to.fetch).toHaveBeenCalledOnce()
  })
  it('answers what was refused as it is', async () => {
    const to = sender(422)
    expect((await send(new Request(url), to)).status).toBe(422)
    expect(to.fetch).toHaveBeenCalledOnce()
  })
  it('gives up in the end', async () => {
    const to = sender('lost', 'lost', 'lost')
    await expect(send(new Request(url), to)).rejects.toThrow(TypeError)
    expect(to.fetch).toHaveBeenCalledTimes(3)
  })
})

describe('problems', () => {
  it('carry a message for each field', () => {
    const problem = problemFrom(422, {
      title: 'Unprocessable Entity', detail: 'Some fields are not valid.',
      errors: [{ pointer: '#/email', detail: 'must be an address' }, { pointer: 'query/limit', detail: 'x' }, 3],
    })
    expect(problem.fields).toEqual({ email: 'must be an address', 'query/limit': 'x' })
    expect(problem.message).toBe('Some fields are not valid.')
  })
  it.each([null, 'text', 5, []])('survive a body that is %j', (body) => {
    expect(problemFrom(502, body, 'Bad Gateway').title).toBe('Bad Gateway')
  })
  it('a lost connection is offline', () => {
    expect(toProblem(new TypeError('Failed to fetch')).isOffline).toBe(true)
  })
})

describe('live', () => {
  it('reads which records changed', () => {
    expect(readChanged('{"records":["item_01","fb_02"]}')).toEqual(['item_01', 'fb_02'])
    for (const data of ['', '{', '[]', 'null', '{"records":3}']) expect(readChanged(data)).toEqual([])
  })
  it('knows which queries show them', () => {
    expect(kindOf('item_01')).toBe('item')
    expect(kindsTouched(['quote_1'])).toEqual(['quote', 'feedback', 'opportunity', 'theme', 'trace'])
  })
})
