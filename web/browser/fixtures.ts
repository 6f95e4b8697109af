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
  effort: 214, share: 0.71,
  steps: stepKeys.map((key, index) => ({
    key, label: key, effort: 2.14 * (shares[index] ?? 0), share: (shares[index] ?? 0) / 100,
  })),
  broken: Array.from({ length: 6 }, (_, index) => ({
    item_id: `item_${index}`, key: `HAR-${index}`, title: `Item ${index}`, missing: 'words',
  })),
}

export const home: Home = {
  work: [
    {
      kind: 'to_triage', title: 'To triage', hint: 'oldest 2 days, 9 from accounts over €10k', count: 37,
      records: [
        { id: 'fb_1', kind: 'feedback', key: 'FB-8841', title: '“Nobody can see who has picked up a mail in info@”', subtitle: 'Helen Marsh, Brackwater Legal, €18.4k, today 09:12', stake: 'Shared inbox 0.91', href: '/feedback?open=fb_1' },
        { id: 'fb_2', kind: 'feedback', key: 'FB-8840', title: '“Widget shows yesterday until I open the app”', subtitle: 'App Store, 2 of 5, Harbor 5.2.1, today 08:58', stake: 'No theme yet', href: '/feedback?open=fb_2' },
        { id: 'fb_3', kind: 'feedback', key: 'FB-8839', title: '“Room 2 was booked twice, Outlook never heard of it”', subtitle: 'Dr. Elif Kaya, Kaya Dental Group, €27.9k, yesterday', href: '/feedback?open=fb_3' },
      ],
    },
    {
      kind: 'to_tell', title: 'Customers to tell', hint: 'they asked, it shipped, they do not know', count: 17,
      records: [
        { id: 'rel_1', kind: 'release', key: '2027.1', title: 'Undo send, released 12 Jan', subtitle: '57 asked: 40 told, 15 waiting for your text, 2 bounced', stake: '40 of 57', href: '/' },
      ],
    },
    {
      kind: 'plan_overloads', title: 'Overloads', hint: 'weeks over what the team can do', count: 2,
      records: [
        { id: 'team_1', kind: 'team', key: '', title: 'Calendar, 8 March to 5 April', subtitle: '3 people, 93% in the mean', stake: '124%', href: '/' },
      ],
    },
  ],
  coverage,
  trends: [
    { key: 'feedback', label: 'Feedback', value: 74, unit: 'last week', weeks: [52, 55, 53, 56, 54, 51, 54, 56, 57, 41, 44, 60, 74] },
    { key: 'triaged', label: 'Triaged in 3 days', value: 0.83, unit: 'share', weeks: [0.5, 0.6, 0.7, 0.62, 0.75, 0.8, 0.83] },
  ],
  changes: [
    { seq: 3, at: '2027-01-14T08:41:00Z', actor_kind: 'user', actor_id: 'user_2', actor_name: 'Jonas Okafor', action: 'item.accept', record_id: 'item_1', detail: 'HAR-226 Buffer time', hash: '' },
    { seq: 2, at: '2027-01-14T06:00:00Z', actor_kind: 'system', actor_id: '', actor_name: '', action: 'import.finish', record_id: 'imp_1', detail: '18 records, 2 known', hash: '' },
  ],
}
