import { common } from './common'
import { feedback } from './feedback'
import { flags } from './flags'
import { frame } from './frame'
import { home } from './home'
import { imports } from './imports'
import { items } from './items'
import { opportunities } from './opportunities'
import { people } from './people'
import { priorities } from './priorities'
import { releases } from './releases'
import { roadmap } from './roadmap'
import { run } from './run'
import { themes } from './themes'
import { trace } from './trace'

/** Every text of the pages, by id. One file for each area; ids start with the area's name. */
export const en = {
  ...common,
  ...feedback,
  ...flags,
  ...frame,
  ...home,
  ...imports,
  ...items,
  ...opportunities,
  ...people,
  ...priorities,
  ...releases,
  ...roadmap,
  ...run,
  ...themes,
  ...trace,
} as const

export type TextId = keyof typeof en
