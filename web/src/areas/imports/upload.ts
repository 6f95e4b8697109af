import { problemFrom, Problem } from '~/api/problem'
import type { Import } from '~/api/records'
import { randomKey } from '~/api/send'

/** What the server takes at most. */
export const maxUpload = 512 * 1024 * 1024

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Sends a file as it is; unlike fetch, this tells how far it got. */
export function upload(
  file: File, onProgress: (share: number) => void, signal: AbortSignal,
): Promise<Import> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/imports?filename=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Idempotency-Key', randomKey())
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      const body = parseBody(request.responseText)
      if (request.status >= 200 && request.status < 300 && body) done(body as Import)
      else fail(problemFrom(request.status, body, request.statusText))
    }
    request.onerror = () => fail(new Problem(0, '', ''))
    request.onabort = () => fail(new DOMException('stopped', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
