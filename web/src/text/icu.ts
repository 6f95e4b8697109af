/** The part of ICU MessageFormat that the pages use: values, plurals, choices and simple tags. */

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'hash' }
  | { readonly kind: 'tag'; readonly name: string; readonly inner: readonly Node[] }
  | {
      readonly kind: 'plural' | 'select'
      readonly name: string
      readonly cases: Readonly<Record<string, readonly Node[]>>
    }

class Reader {
  at = 0
  constructor(readonly text: string) {}

  peek(): string {
    return this.text[this.at] ?? ''
  }

  /** Reads until one of the stop characters, which stays unread. */
  until(stops: string): string {
    const from = this.at
    while (this.at < this.text.length && !stops.includes(this.peek())) this.at++
    return this.text.slice(from, this.at)
  }

  skipSpace(): void {
    while (/\s/.test(this.peek())) this.at++
  }

  expect(token: string): void {
    if (!this.text.startsWith(token, this.at)) {
      throw new Error(`message: expected ${token} at ${this.at} in "${this.text}"`)
    }
    this.at += token.length
  }
}

/** Turns a message into nodes; throws where braces or tags do not match. */
export function parse(message: string): readonly Node[] {
  const reader = new Reader(message)
  const nodes = readNodes(reader, '', false)
  if (reader.at < message.length) throw new Error(`message: stray "${reader.peek()}" in "${message}"`)
  return nodes
}

function readNodes(reader: Reader, closing: string, inPlural: boolean): Node[] {
  const nodes: Node[] = []
  while (reader.at < reader.text.length) {
    const char = reader.peek()
    if (char === '}' || (closing && reader.text.startsWith(closing, reader.at))) break
    if (char === '{') nodes.push(readBraces(reader))
    else if (char === '<') nodes.push(readTag(reader, inPlural))
    else if (char === '#' && inPlural) {
      reader.at++
      nodes.push({ kind: 'hash' })
    } else {
      nodes.push({ kind: 'text', text: readText(reader, inPlural) })
    }
  }
  return nodes
}

function readText(reader: Reader, inPlural: boolean): string {
  const stops = inPlural ? '{}<#' : '{}<'
  // A message may hold a bare "<" (as in "< 1%"): take it as text when no tag follows.
  const first = reader.peek()
  reader.at++
  return first + reader.until(stops)
}

function readTag(reader: Reader, inPlural: boolean): Node {
  const open = /^<([a-z]+)>/.exec(reader.text.slice(reader.at))
  if (!open?.[1]) return { kind: 'text', text: readText(reader, inPlural) }
  reader.at += open[0].length
  const closing = `</${open[1]}>`
  const inner = readNodes(reader, closing, inPlural)
  reader.expect(closing)
  return { kind: 'tag', name: open[1], inner }
}

function readBraces(reader: Reader): Node {
  reader.expect('{')
  const name = reader.until(',}').trim()
  if (reader.peek() === '}') {
    reader.at++
    return { kind: 'value', name }
  }
  reader.expect(',')
  const kind = reader.until(',}').trim()
  if (kind !== 'plural' && kind !== 'select') {
    throw new Error(`message: unknown kind "${kind}" in "${reader.text}"`)
  }
  reader.expect(',')
  const cases = readCases(reader, kind === 'plural')
  reader.expect('}')
  if (!cases['other']) throw new Error(`message: no "other" case in "${reader.text}"`)
  return { kind, name, cases }
}

function readCases(reader: Reader, plural: boolean): Record<string, readonly Node[]> {
  const cases: Record<string, readonly Node[]> = {}
  reader.skipSpace()
  while (reader.peek() !== '}' && reader.at < reader.text.length) {
    const key = reader.until(' {').trim()
    reader.skipSpace()
    reader.expect('{')
    cases[key] = readNodes(reader, '', plural)
    reader.expect('}')
    reader.skipSpace()
  }
  return cases
}
