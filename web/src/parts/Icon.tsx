/** The one set of icons: strokes of 1.5 on a 16 grid. A new icon is one line here. */
const paths = {
  home: 'M2.5 7.5 8 3l5.5 4.500V13h-11zM6.5 13V9.500h3V13',
  search: 'M7 2.500a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9M10.5 10.5 14 14',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1 1H3zM6.800 14h2.400',
  help: 'M8 2.200a5.800 5.800 0 1 0 0 11.600A5.800 5.800 0 1 0 8 2.200M6.300 6.300a1.700 1.700 0 1 1 2.5 1.500c-.6.3-.8.7-.8 1.200M8 11.300v.1',
  down: 'm4 6 4 4 4-4',
  up: 'm4 10 4-4 4 4',
  right: 'm6 4 4 4-4 4',
  left: 'm10 4-4 4 4 4',
  back: 'M13 8H3M6.5 4.5 3 8l3.5 3.5',
  close: 'm4 4 8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  check: 'm3 8.5 3.200 3.200L13 5',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  columns: 'M2.5 3h11v10h-11zM6.200 3v10M9.800 3v10',
  download: 'M8 2.500v8M4.800 7.5 8 10.700l3.200-3.200M3 13.500h10',
  upload: 'M8 10.500v-8M4.800 5.5 8 2.300l3.200 3.200M3 13.500h10',
  pencil: 'M3 13l.6-2.800 7.400-7.400 2.200 2.200-7.400 7.400z',
  trash: 'M3 4.500h10M6.5 4.500V2.800h3v1.700M4.5 4.500l.6 9h5.800l.6-9M6.800 7v4M9.200 7v4',
  link: 'M6.5 9.500a2.5 2.5 0 0 0 3.600 0l2.400-2.400a2.5 2.5 0 0 0-3.600-3.600l-.9.9M9.5 6.500a2.5 2.5 0 0 0-3.600 0L3.5 8.900a2.5 2.5 0 0 0 3.600 3.600l.9-.9',
  trace: 'M2 11.500c4 0 3.5-6 6-6s2 6 6 6M2 11.400v.2M14 11.400v.2',
  warning: 'M8 2.5 14.200 13H1.800zM8 6.500v3M8 11.200v.1',
  clock: 'M8 2.200a5.800 5.800 0 1 0 0 11.600A5.800 5.800 0 1 0 8 2.200M8 4.800V8l2.200 1.600',
  target: 'M8 2.500a5.5 5.5 0 1 0 0 11 5.5 5.5 0 1 0 0-11M8 6a2 2 0 1 0 0 4 2 2 0 1 0 0-4',
  flag: 'M4 14V2.500M4 3h8l-2 3 2 3H4',
  eye: 'M1.800 8C3.5 5 5.600 3.800 8 3.800S12.5 5 14.200 8c-1.700 3-3.800 4.200-6.200 4.200S3.5 11 1.800 8zM8 6.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 1 0 0-3.600',
  chat: 'M2.5 3.500h11V11h-6l-3 2.500V11h-2z',
  mail: 'M2 4h12v8.500H2zM2.5 4.5 8 8.800l5.5-4.300',
  phone: 'M3 3.5 5.5 2.5 7 6 5.5 7.200c.6 1.5 1.800 2.700 3.300 3.300L10 9l3.5 1.5-1 2.500C7.5 13.5 2.5 8.5 3 3.500z',
  form: 'M3.5 2.500h9v11h-9zM5.800 5.500h4.400M5.800 8h4.400M5.800 10.500h2.400',
  star: 'm8 2.5 1.700 3.600 3.900.5-2.900 2.700.8 3.900L8 11.300l-3.5 1.900.8-3.900L2.400 6.600l3.900-.5z',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  code: 'm5.5 4.5-3.5 3.5 3.5 3.500M10.5 4.5 14 8l-3.5 3.5',
  person: 'M8 2.800a2.600 2.600 0 1 0 0 5.200 2.600 2.600 0 1 0 0-5.200M3 13.500c.4-2.600 2.300-4 5-4s4.600 1.400 5 4',
  people: 'M6 3a2.300 2.300 0 1 0 0 4.600A2.300 2.300 0 1 0 6 3M1.800 13c.3-2.300 1.900-3.600 4.200-3.600s3.900 1.300 4.200 3.600M10.800 3.300a2.300 2.300 0 0 1 0 4M12 9.700c1.300.5 2.100 1.600 2.300 3.300',
  building: 'M3.5 13.500v-11h6v11M9.5 6.500h3v7M2 13.500h12M5.5 5h2M5.5 7.500h2M5.5 10h2',
  key: 'M5.5 7a3 3 0 1 0 0 6 3 3 0 1 0 0-6M7.700 7.900 13 2.500M10.5 5l2 2',
  list: 'M6 4h8M6 8h8M6 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1',
  gear: 'M8 5.800a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 1 0 0-4.400M8 1.800v2M8 12.200v2M1.800 8h2M12.200 8h2M3.600 3.600 5 5M11 11l1.400 1.400M12.400 3.600 11 5M5 11l-1.400 1.400',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 1 0 0-6M8 1.500V3M8 13v1.500M1.5 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M12.600 3.400l-1 1M4.400 11.600l-1 1',
  moon: 'M13 9.600A5.600 5.600 0 0 1 6.400 3 5.600 5.600 0 1 0 13 9.600z',
  screen: 'M2 3h12v8H2zM6 13.500h4M8 11v2.5',
  out: 'M6.5 3h-4v10h4M7 8h7M11 5l3 3-3 3',
  split: 'M8 14V9M8 9 3.5 3.500M8 9l4.5-5.500M3.5 6.500v-3h3M12.5 6.500v-3h-3',
  merge: 'M8 2v5M3.5 13.5 8 7l4.5 6.500M5.800 4.200 8 2l2.200 2.200',
  pin: 'M5.5 2.500h5L10 7l2 2.500H4L6 7zM8 9.500v4.5',
  rise: 'M8 12.500v-9M4.5 7 8 3.5 11.5 7',
  fall: 'M8 3.500v9M4.5 9 8 12.5 11.5 9',
  flat: 'M3 8h10M9.5 4.5 13 8l-3.5 3.5',
  undo: 'M3 6.500h6.500a3.5 3.5 0 0 1 0 7H6M5.5 4 3 6.5 5.5 9',
  external: 'M9 3h4v4M13 3 7.5 8.500M11 9.500V13H3V5h3.5',
  stop: 'M4 4h8v8H4z',
  offline: 'M2.5 2.500l11 11M4 7.500a6 6 0 0 1 2-1.200M2 5.500a9 9 0 0 1 2-1.300M8 3.200c2.300 0 4.400.8 6 2.300M9.800 6.200c.8.3 1.600.7 2.200 1.300M6.200 9.700A3 3 0 0 1 8 9M8 12.300v.1',
  lock: 'M3.5 7.500h9v6h-9zM5.5 7.500V5a2.5 2.5 0 0 1 5 0v2.5',
  globe: 'M8 2.200a5.800 5.800 0 1 0 0 11.600A5.800 5.800 0 1 0 8 2.200M2.200 8h11.600M8 2.200c-3.800 3.5-3.800 8.100 0 11.600 3.800-3.5 3.800-8.100 0-11.600',
  table: 'M2.5 3h11v10h-11zM2.5 6.500h11M6.5 6.500V13',
  copy: 'M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3',
  drag: 'M6 4h.1M6 8h.1M6 12h.1M10 4h.1M10 8h.1M10 12h.1',
} as const

export type IconName = keyof typeof paths

/** Dots need weight, or they vanish. */
const heavy = new Set<IconName>(['more', 'drag'])

interface Props {
  readonly name: IconName
  readonly size?: 12 | 16 | 20
  readonly className?: string | undefined
  /** Names the icon where it stands without a word. */
  readonly label?: string
}

export function Icon({ name, size = 16, className, label }: Props) {
  const naming = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true }
  return (
    <svg
      viewBox="0 0 16 16" width={size} height={size} className={className} fill="none"
      stroke="currentColor" strokeWidth={heavy.has(name) ? 2.2 : 1.5}
      strokeLinecap="round" strokeLinejoin="round" {...naming}
    >
      <path d={paths[name]} />
    </svg>
  )
}

/** The mark of the product: the line, with one record on it. */
export function Logo() {
  return (
    <svg viewBox="0 0 20 20" width={20} height={20} aria-hidden="true">
      <path
        d="M2 13.500c4.5 0 4-7 8-7s3.5 7 8 7" fill="none" stroke="var(--accent)"
        strokeWidth="2" strokeLinecap="round"
      />
      <circle
        cx="10" cy="6.5" r="2.5" fill="var(--bg-sunken)" stroke="var(--accent)" strokeWidth="2"
      />
    </svg>
  )
}
