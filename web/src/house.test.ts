import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from './text/en'

const root = import.meta.dirname

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name)
    if (statSync(file).isDirectory()) return sources(file)
    return /\.tsx?$/.test(name) && name !== 'schema.ts' ? [file] : []
  })
}

const files = sources(root).map((file) => ({
  name: path.relative(root, file), text: readFileSync(file, 'utf8'),
}))

/** Areas whose pieces another area uses; each needs its reason. None so far. */
const allowed = new Set<string>()

describe('the rules of the house', () => {
  it('areas never import each other: pages compose them in app/', () => {
    const crossings = files.flatMap(({ name, text }) => {
      const area = /^areas\/([^/]+)\//.exec(name)?.[1]
      if (!area) return []
      return [...text.matchAll(/from '~\/areas\/([^/']+)/g)]
        .filter(([, other]) => other !== area && !allowed.has(`${area} ${other}`))
        .map(([, other]) => `${name} imports ${other}`)
    })
    expect(crossings).toEqual([])
  })
  it('parts, frame, geometry and text know no area', () => {
    const crossings = files
      .filter(({ name, text }) => /^(parts|frame|geometry|text|keys|api|session)\//.test(name)
        && /from '~\/(areas|app)\//.test(text))
      .map(({ name }) => name)
    expect(crossings).toEqual([])
  })
  it('geometry and text by id need no React', () => {
    const using = files
      .filter(({ name, text }) => /^(geometry|text)\/.*\.ts$/.test(name) && /from 'react'/.test(text))
      .map(({ name }) => name)
    expect(using).toEqual([])
  })
  it('no file is longer than 300 lines', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 301).map(({ name }) => name)
    expect(long).toEqual([])
  })
  it('nothing is any', () => {
    const any = files
      .filter(({ name, text }) => name !== 'house.test.ts' && /(:|as|<)\s*any\b(?!thing)/.test(
        text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, ''),
      ))
      .map(({ name }) => name)
    expect(any).toEqual([])
  })
  it('every text is shown somewhere', () => {
    const code = files.filter(({ name }) => !name.startsWith('text/en/')).map(({ text }) => text).join('\n')
    const beginnings = [...code.matchAll(/`([\w.]+)\$\{/g)].map(([, beginning]) => beginning ?? '')
    const unused = Object.keys(en).filter((id) =>
      !code.includes(`'${id}'`) && !beginnings.some((beginning) => id.startsWith(beginning)))
    expect(unused).toEqual([])
  })
})
