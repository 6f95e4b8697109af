import type { Coverage, Home, Me } from '../src/api/records'

/** Answers of the server for pages under test: an invented firm on an invented day. */

const workspace: Me['workspace'] = {
  id: 'ws_1', version: 1, name: 'Northpier', slug: 'northpier', hats: 'together',
  created_at: '2026-06-01T00:00:00Z', updated_at: '2026-06-01T00:00:00Z',
}

export const me: Me = {
  user: { id: 'user_1', name: 'Mara Lindqvist', email: 'mara@northpier.example' },
  workspace,
  roles: ['product_manager'],
  verbs: [
    'feedback.read', 'feedback.write', 'feedback.import', 'insight.read', 'insight.write', 'line.read',
    'backlog.read', 'backlog.write', 'priority.read', 'priority.score', 'roadmap.read', 'roadmap.plan',
    'release.read', 'release.ship', 'release.tell', 'people.read', 'audit.read', 'jobs.read',
  ],
  workspaces: [workspace],
}

const shares = [84, 84, 81, 79, 79, 77, 73, 71]
const stepKeys = ['words', 'theme', 'opportunity', 'score', 'plan', 'acceptance', 'release', 'told']

export const coverage: Coverage = {
  effort: 214, items: 38, share: 0.71,
  steps: stepKeys.map((key, index) => ({
    step: key, label: key, effort: 2.14 * (shares[index] ?? 0), share: (shares[index] ?? 0) / 100,
  })),
  broken: Array.from({ length: 6 }, (_, index) => ({
    item_id: `item_${index}`, key: `HAR-${index}`, title: `Item ${index}`, missing: 'words', effort: 4,
  })),
}

export const home: Home = {
  work: [
    {
      kind: 'to_triage', title: 'To triage', hint: 'oldest 2 days, 9 from accounts over €10k', count: 37,
      records: [
        { id: 'fb_1', kind: 'feedback', key: 'FB-8841', title: '“Nobody can see who has picked up a mail in info@”', subtitle: 'Helen Marsh, Brackwater Legal, €18.4k, today 09:12', state: '' },
        { id: 'fb_2', kind: 'feedback', key: 'FB-8840', title: '“Widget shows yesterday until I open the app”', subtitle: 'App Store, 2 of 5, Harbor 5.2.1, today 08:58', state: '' },
        { id: 'fb_3', kind: 'feedback', key: 'FB-8839', title: '“Room 2 was booked twice, Outlook never heard of it”', subtitle: 'Dr. Elif Kaya, Kaya Dental Group, €27.9k, yesterday', state: '' },
      ],
    },
    {
      kind: 'to_tell', title: 'Customers to tell', hint: 'they asked, it shipped, they do not know', count: 17,
      records: [
        { id: 'rel_1', kind: 'release', key: '2027.1', title: 'Undo send, released 12 Jan', subtitle: '57 asked: 40 told, 15 waiting for your text, 2 bounced', state: '' },
      ],
    },
    {
      kind: 'to_accept', title: 'To accept', hint: 'every criterion waits for the verdict', count: 2,
      records: [
        { id: 'item_1', kind: 'item', key: 'HAR-226', title: 'Buffer time', subtitle: 'feature', state: '' },
      ],
    },
  ],
  coverage,
  trends: [
    { key: 'feedback', label: 'Feedback', weeks: [52, 55, 53, 56, 54, 51, 54, 56, 57, 41, 44, 60, 74] },
    { key: 'told', label: 'Customers told', weeks: [5, 6, 7, 6, 8, 8, 9] },
  ],
  changes: [
    { seq: 3, at: '2027-01-14T08:41:00Z', actor_kind: 'user', actor_id: 'user_2', actor_name: 'Jonas Okafor', action: 'accepted', record_id: 'item_1', detail: {}, hash: '', times: 3, record: { id: 'item_1', kind: 'item', key: 'HAR-226', title: 'Buffer time', subtitle: 'feature', state: '' } },
    { seq: 2, at: '2027-01-14T06:00:00Z', actor_kind: 'system', actor_id: '', actor_name: '', action: 'imported', record_id: 'import_1', detail: { added: 18, duplicates: 2 }, hash: '', times: 1 },
  ],
}
