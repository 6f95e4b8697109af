/** What a new flag begins with. */
export const firstDefinition = `{
  "variants": { "on": true, "off": false },
  "defaultVariant": "on"
}`

/** What a new segment begins with. */
export const firstSegment = `{
  "if": { "ends_with": [{ "var": "email" }, "@example.com"] },
  "include": [],
  "exclude": []
}`

export interface Mistake {
  /** Where in the definition: "targeting/if/0"; empty for the whole. */
  readonly at: string
  readonly detail: string
}

/** A definition as people read and edit it. */
export function written(definition: unknown): string {
  return JSON.stringify(definition, null, 2)
}

/** Reads what was typed; a text that is no JSON is one mistake. */
export function readDefinition(text: string): { readonly value?: unknown; readonly mistake?: Mistake } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { mistake: { at: '', detail: error instanceof Error ? error.message : String(error) } }
  }
}

/** What the server found wrong in the definition, of all that it found wrong. */
export function mistakesIn(fields: Readonly<Record<string, string>>): Mistake[] {
  return Object.entries(fields)
    .filter(([name]) => name === 'definition' || name.startsWith('definition/'))
    .map(([name, detail]) => ({ at: name.slice('definition/'.length), detail }))
}
