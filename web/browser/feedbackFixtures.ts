import type { Facets, Feedback, Import, Trace } from '../src/api/records'

type Row = readonly [text: string, who: string, account: string, arr: number, source: string, feeling: string, at: string, quotes: number]

const rows: readonly Row[] = [
  ['Hello, five of us share the reception address now. Two of us answered the same client twice this week because nobody can see who has picked up a mail in info@. We have gone back to shouting across the office. If I could put a name on a message and the others saw it straight away, that would be the end of it.\n\nOtherwise search is much quicker than before, thank you for that.', 'Helen Marsh', 'Brackwater Legal', 18400, 'support', 'negative', '2027-01-14T08:12:00Z', 1],
  ['Wish I could hand a message to Tom and see that he did it.', 'Priya Nair', 'Cedar Lane Clinic', 6200, 'survey', 'negative', '2027-01-14T07:47:00Z', 0],
  ['Assign in the shared mailbox is the one thing our old system had that Harbor does not.', 'Oliver Reiss', 'Reiss & Kern Tax', 24000, 'support', 'negative', '2027-01-13T12:00:00Z', 1],
  ['Our bookkeeper left a note in Sent so we know she replied. That cannot be the way.', 'Ana Duarte', 'Duarte Joinery', 3400, 'email', 'negative', '2027-01-13T09:00:00Z', 1],
  ['They said shared addresses decide the renewal in April, price is fine.', 'Marcus Hale', 'Hale Property', 31500, 'call', 'negative', '2027-01-11T09:00:00Z', 1],
  ['A draft to the court vanished when my colleague opened the same thread.', 'Ruth Adeyemi', 'Brackwater Legal', 18400, 'support', 'negative', '2027-01-11T08:00:00Z', 1],
  ['Please show a small name next to the subject, that is all we need.', 'Jens Falk', 'Falk Elektro', 8900, 'portal', 'neutral', '2027-01-10T09:00:00Z', 1],
  ['Shared folders are great now that permissions work. Thank you.', 'Sofia Brandt', 'Brandt Partners', 15700, 'survey', 'positive', '2027-01-09T09:00:00Z', 0],
  ['How do I stop everyone being notified about billing@? Twelve phones ring.', 'Leo Martin', 'Atelier Nord', 4100, 'support', 'negative', '2027-01-09T08:00:00Z', 1],
  ['When Mia is on leave her assigned mails should go back to all of us.', 'Karin Vogel', 'Vogel & Sons', 1800, 'support', 'neutral', '2027-01-08T09:00:00Z', 0],
  ['We use red flags as names: flag means Paul. New people never understand it.', 'Paul Whitcombe', 'Whitcombe Surveyors', 22300, 'email', 'negative', '2027-01-08T08:00:00Z', 1],
  ['9 of 10. Would be 10 if the reception desk saw who took a request.', 'Dr. Elif Kaya', 'Kaya Dental Group', 27900, 'survey', 'positive', '2027-01-07T09:00:00Z', 1],
  ['Second trial that stopped at shared inbox. They went with a help desk instead.', 'Ben Osei', 'Lumen Studio', 14000, 'call', 'negative', '2027-01-07T08:00:00Z', 1],
  ['Sent as info@ shows my private name to clients. Not acceptable for us.', 'Nadia Petit', 'Petit Avocats', 19600, 'support', 'negative', '2027-01-06T09:00:00Z', 0],
  ['Shared mailbox finally syncs on the phone.', 'Google Play, 5 of 5', 'Falk Elektro', 8900, 'app_store', 'positive', '2027-01-06T08:00:00Z', 0],
]

const sources: Readonly<Record<string, string>> = {
  support: 'Support desk', survey: 'Survey', email: 'E-mail', call: 'Sales calls', portal: 'Portal', app_store: 'App stores',
}

export function feedbackRecord(index: number): Feedback {
  const [text, who, account, arr, source, feeling, at, quotes] = rows[index % rows.length] as Row
  return {
    id: `feedback_${index}`, version: 1, created_at: at, updated_at: at, number: 8841 - index,
    key: `FB-${8841 - index}`, source: { id: `source_${source}`, name: sources[source] ?? source },
    customer: { id: `customer_${index}`, name: who },
    account: { id: `account_${index}`, name: account, segment: 'Legal and tax', plan: 'Business', arr_minor: arr * 100, currency: 'EUR' },
    text, language: 'en', url: '', said_at: at, status: quotes > 0 ? 'linked' : 'new', kind: 'request',
    sentiment: feeling, sentiment_score: feeling === 'negative' ? -0.71 : feeling === 'positive' ? 0.62 : 0,
    quote_count: quotes,
  }
}

const counts = (values: readonly (readonly [string, string, number])[]) =>
  values.map(([value, label, count]) => ({ value, label, count }))

export const facets: Facets = {
  total: 148, total_is_at_least: false, customers: 61, accounts: 44, arr_minor: 71_200_000, currency: 'EUR',
  facets: {
    status: counts([['new', '', 9], ['linked', '', 96], ['archived', '', 43]]),
    theme: counts([
      ['theme_1', 'Shared inbox', 148], ['theme_2', 'Outlook rooms', 131], ['theme_3', 'Booking pages', 100],
      ['theme_4', 'Search speed', 97], ['theme_5', 'Undo and recall', 88], ['theme_6', 'Offline', 74], ['theme_7', 'Spam in inbox', 66],
    ]),
    sentiment: counts([['negative', '', 92], ['neutral', '', 31], ['positive', '', 25]]),
    segment: counts([['Legal and tax', 'Legal and tax', 61], ['Clinics', 'Clinics', 34], ['Trades', 'Trades', 31], ['Agencies', 'Agencies', 22]]),
    source: counts([['source_support', 'Support desk', 66], ['source_survey', 'Survey', 38], ['source_email', 'E-mail', 20]]),
    language: counts([['en', '', 120], ['de', '', 28]]),
  },
}

const line = (step: Trace['steps'][number]['step'], key: string, total = 1) => ({
  step, label: step, total, missing: total === 0,
  records: total === 0 ? [] : [{ id: `${step}_1`, kind: step, key, title: key, subtitle: '', state: '' }],
})

export const trace: Trace = {
  root: { id: 'feedback_0', kind: 'feedback', key: 'FB-8841', title: 'Two of us answered', subtitle: '', state: 'linked' },
  why: '', became: '56 quotes from 38 accounts say this. HAR-212 is planned: P50 9 Apr, P85 7 May.',
  complete: { have: 5, of: 8 },
  steps: [
    line('words', 'FB-8841'), line('theme', 'Shared inbox'), line('opportunity', 'OP-31'), line('score', '1,180'),
    line('plan', '7 May'), line('acceptance', '', 0), line('release', '', 0), line('told', '', 0),
  ],
  links: [], sources: [], items: [], customers: 41, accounts: 33, arr_minor: 0, currency: 'EUR',
  told: { told: 0, open: 1, not_reached: 0 },
}

const suggestions = [
  { opportunity_id: 'opportunity_31', key: 'OP-31', title: 'Teams answer the same mail twice', quote_count: 56, likeness: 0.91 },
  { opportunity_id: 'opportunity_12', key: 'OP-12', title: 'Reception hands requests on', quote_count: 19, likeness: 0.64 },
]

const first = feedbackRecord(0)
const quoteStart = first.text.indexOf('nobody can see')
const quote = {
  id: 'quote_1', version: 1, created_at: '', updated_at: '', feedback_id: first.id, feedback_key: first.key,
  opportunity_id: 'opportunity_31', start: quoteStart, end: quoteStart + 48,
  text: first.text.slice(quoteStart, quoteStart + 48), importance: 2,
}

/** Everything the explorer asks for. */
export const feedbackAnswers = {
  'GET /feedback': { body: { records: rows.map((_, index) => feedbackRecord(index)) } },
  'GET /feedback/facets': { body: facets },
  'GET /feedback/feedback_0': { body: first },
  'GET /feedback/feedback_\\d+/themes': {
    body: { records: [
      { theme_id: 'theme_1', label: 'Shared inbox', area: 'Mail', score: 0.91, by: 'engine' },
      { theme_id: 'theme_4', label: 'Speed', area: 'Search', score: 0.6, by: 'person' },
    ] },
  },
  'GET /feedback/feedback_\\d+/quotes': { body: { records: [quote] } },
  'GET /feedback/feedback_\\d+/suggestions': { body: { records: suggestions } },
  'GET /trace/feedback/feedback_\\d+': { body: trace },
  'GET /sources': {
    body: { records: Object.entries(sources).map(([kind, name]) => ({ id: `source_${kind}`, name, kind })) },
  },
  'GET /customers/customer_\\d+': { body: { id: 'customer_0', name: 'Helen Marsh', title: 'office manager' } },
  'POST /quotes': { status: 201, body: { ...quote, id: 'quote_2' } },
} as const

export const quoted = quote

export function importIn(state: Import['state']): Import {
  return {
    id: 'import_1', version: 3, created_at: '2027-01-14T08:00:00Z', updated_at: '2027-01-14T08:00:00Z',
    filename: 'survey-december.csv', size: 2_400_000, state,
    format: { kind: 'csv', encoding: 'windows-1252', delimiter: ';', header: true },
    columns: [
      { name: 'Antwort', samples: ['Wish I could hand a message to Tom', 'Shared folders are great now', 'Ok'], suggested: 'text' },
      { name: 'Datum', samples: ['14.01.2027', '13.01.2027'], suggested: 'said_at' },
      { name: 'Note', samples: ['9', '10', '4'], suggested: 'rating' },
      { name: 'Firma', samples: ['Cedar Lane Clinic', 'Brandt Partners'], suggested: 'account_name' },
      { name: 'ID', samples: ['8812', '8813'], suggested: '' },
    ],
    mapping: { text: 'Antwort', said_at: 'Datum', rating: 'Note', account_name: 'Firma' },
    day_first: true, fields: [], source: 'Survey December', source_kind: 'survey', rows_total: 4200,
    rows_done: state === 'running' ? 1680 : 4200, added: 4012, known: 120, duplicates: 55, failed: 13, error: '',
  }
}

export const importAnswers = {
  'GET /imports/import_1/preview': {
    body: { rows: [
      { row: 2, feedback: { text: 'Wish I could hand a message to Tom and see that he did it.', said_at: '2027-01-14T07:47:00Z', account: { name: 'Cedar Lane Clinic' }, rating: 9 }, errors: [] },
      { row: 3, feedback: { text: '' }, errors: [{ pointer: '/rating', detail: '“sehr gut” is not a number.' }] },
      { row: 4, feedback: { text: 'Shared folders are great now.', said_at: '2027-01-09T07:47:00Z', account: { name: 'Brandt Partners' }, rating: 10 }, errors: [] },
    ] },
  },
  'GET /imports/import_1/errors': { body: { records: [{ row: 3, message: 'Note: “sehr gut” is not a number' }, { row: 812, message: 'Antwort is empty' }] } },
  'GET /imports': { body: { records: [importIn('done'), { ...importIn('running'), id: 'import_2' }, { ...importIn('failed'), id: 'import_3' }] } },
} as const
