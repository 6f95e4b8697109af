import * as fixtures from './fixtures'
import type { Answers } from './harness'

/** What the server answers on the pages of flags and segments. */

const at = '2027-01-14T08:00:00Z'
const record = { version: 1, created_at: at, updated_at: at }

export const flag = {
  ...record, id: 'flag_1', version: 3, key: 'new-editor', description: 'Who may write in the new editor',
  enabled_in: ['environment_1'], definition: {
    variants: { on: true, off: false }, defaultVariant: 'off',
    targeting: { if: [{ ends_with: [{ var: 'email' }, '@northpier.example'] }, 'on'] },
  },
}
const refusedFlag = { title: 'Unprocessable Entity', status: 422, detail: 'Some fields are not valid.', errors: [
  { pointer: '#/definition/targeting/if/0/guess', detail: 'unknown operator "guess"' },
] }
export const flagAnswers: Answers = {
  'GET /flags': { body: { records: [flag, { ...flag, id: 'flag_2', key: 'old-search', description: '', enabled_in: [] }] } },
  'GET /flags/flag_1': { body: flag },
  'PATCH /flags/flag_1': { status: 422, body: refusedFlag },
  'GET /flags/flag_1/versions': { body: { records: [3, 2, 1].map((version) => ({
    ...flag, version, at, actor_id: 'user_1', actor_name: 'Mara Lindqvist', action: version === 1 ? 'created' : 'updated',
  })) } },
  'GET /environments': { body: { records: [
    { ...record, id: 'environment_1', key: 'production', name: 'Production' },
    { ...record, id: 'environment_2', key: 'staging', name: 'Staging' },
  ] } },
  'GET /environments/.*/keys': { body: { records: [{ ...record, id: 'clientkey_1', environment_id: 'environment_1', name: 'The shop', prefix: 'k3jq7x2a' }] } },
  'GET /me': { body: { ...fixtures.me, verbs: [...fixtures.me.verbs, 'flag.write', 'flag.manage'] } },
}


const segment = {
  ...record, id: 'segment_1', version: 2, key: 'beta-testers', description: 'Who tries new things first',
  definition: { if: { ends_with: [{ var: 'email' }, '@northpier.example'] }, include: ['user-17', 'user-40'] },
}
export const segmentAnswers: Answers = {
  ...flagAnswers,
  'GET /segments': { body: { records: [segment, { ...segment, id: 'segment_2', key: 'staff', description: '' }] } },
  'GET /segments/segment_1': { body: segment },
  'PATCH /segments/segment_1': { status: 422, body: { ...refusedFlag, errors: [
    { pointer: '#/definition/include/1', detail: 'must be a text, a targeting key' },
  ] } },
  'DELETE /segments/segment_1': { status: 409, body: {
    title: 'Conflict', status: 409, detail: 'It is used by the flag new-editor. Take it out of there first.',
  } },
  'GET /segments/segment_1/versions': { body: { records: [2, 1].map((version) => ({
    ...segment, version, at, actor_id: 'user_1', actor_name: 'Mara Lindqvist', action: version === 1 ? 'created' : 'updated',
  })) } },
}

export const flagScreens = [
  { name: 'flags', path: '/flags', ready: 'new-editor', answers: flagAnswers },
  { name: 'flag-open', path: '/flags?open=flag_1', ready: 'Version 2', answers: flagAnswers },
  { name: 'flag-add', path: '/flags?add=true', ready: 'What the code calls it', answers: flagAnswers },
  { name: 'flag-environments', path: '/flags?places=true', ready: 'The shop', answers: flagAnswers },
  { name: 'flags-empty', path: '/flags', ready: 'No flag yet', answers: { ...flagAnswers, 'GET /flags': { body: { records: [] } } } },
  { name: 'segments', path: '/segments', ready: 'beta-testers', answers: segmentAnswers },
  { name: 'segment-open', path: '/segments?open=segment_1', ready: 'Version 2', answers: segmentAnswers },
  { name: 'segment-add', path: '/segments?add=true', ready: 'What rules name it by', answers: segmentAnswers },
  { name: 'segments-empty', path: '/segments', ready: 'No segment yet', answers: { ...segmentAnswers, 'GET /segments': { body: { records: [] } } } },
]
