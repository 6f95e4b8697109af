import type { Node } from './icu'

const accents: Readonly<Record<string, string>> = {
  a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', c: 'ç', n: 'ñ', s: 'š', y: 'ý', z: 'ž',
  A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú', C: 'Ç', N: 'Ñ', S: 'Š', Y: 'Ý', Z: 'Ž',
}

/** Accents every letter and adds a third in length: text that is not by id, or cut off, is then seen. */
export function stretch(text: string): string {
  const accented = [...text].map((char) => accents[char] ?? char).join('')
  const letters = text.replace(/[^a-zA-Z]/g, '').length
  return letters < 3 ? accented : accented + '~'.repeat(Math.ceil(letters / 3))
}

export function pseudo(nodes: readonly Node[]): readonly Node[] {
  return nodes.map((node): Node => {
    switch (node.kind) {
      case 'text':
        return { kind: 'text', text: stretch(node.text) }
      case 'tag':
        return { ...node, inner: pseudo(node.inner) }
      case 'plural':
      case 'select':
        return {
          ...node,
          cases: Object.fromEntries(
            Object.entries(node.cases).map(([key, inner]) => [key, pseudo(inner)]),
          ),
        }
      default:
        return node
    }
  })
}
