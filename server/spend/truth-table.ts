import type { Source } from './resolve-limit.ts'

/** A group of the member, or around one of the member's groups. `limit` is an amount or `unlimited`; left out where none is set. */
export type TruthGroup = {
  name: string
  limit?: string
  /** The group within it that holds the member. */
  around?: string
  isDeleted?: true
}

/** What is set and true, what somebody asks for, and what comes of it. */
export type TruthRow = {
  row: string
  override?: { limit: string; isExpired?: true }
  /** In the order in which their limits were set. */
  groups: readonly TruthGroup[]
  teamDefault?: string
  settings?: { when_unset?: 'block'; nested_groups?: 'expand'; block_free?: true }
  member?: 'inactive' | 'unknown'
  /** What was spent in this period. */
  settled?: string
  teamTotal?: string
  /** What is asked for: an amount to hold. */
  hold?: string
  /** The effective limit; undefined where there is nobody to have one. */
  effective: { limit: string; source: Source; deciding?: readonly string[]; considered?: readonly string[]; ignored?: readonly string[] } | undefined
  /** The answer to the hold: 201, or the code of what refuses it. */
  answer?: 'held' | 'spend-limit-exceeded' | 'limit-is-zero' | 'user-inactive' | 'team-total-exceeded' | 'user-not-found'
  because: string
}

const ofDefault = (limit: string) => ({ limit, source: 'team_default' as const })

/** What limits come to, case by case: the specification that `docs/spend.md` prints and that the tests hold, against the rule alone and over HTTP. */
export const truthTable: readonly TruthRow[] = [
  { row: '1', groups: [], teamDefault: '50', effective: ofDefault('50'), hold: '50', answer: 'held', because: 'no group has a limit' },
  {
    row: '2',
    groups: [],
    effective: { limit: 'unlimited', source: 'none' },
    hold: '1000',
    answer: 'held',
    because: 'nothing is set, which means no limit unless the team says otherwise',
  },
  {
    row: '2, block',
    groups: [],
    settings: { when_unset: 'block' },
    effective: { limit: '0', source: 'none' },
    hold: '1',
    answer: 'limit-is-zero',
    because: 'nothing is set, and the team lets that mean that nothing may be spent',
  },
  {
    row: '3',
    groups: [],
    teamDefault: '0',
    effective: ofDefault('0'),
    hold: '1',
    answer: 'limit-is-zero',
    because: 'zero is a limit: it blocks',
  },
  {
    row: '4',
    groups: [{ name: 'A', limit: '100' }],
    teamDefault: '50',
    effective: { limit: '100', source: 'group', deciding: ['A'] },
    hold: '100',
    answer: 'held',
    because: 'a group’s limit replaces the default',
  },
  {
    row: '5',
    groups: [{ name: 'A', limit: '20' }],
    teamDefault: '50',
    effective: { limit: '20', source: 'group', deciding: ['A'] },
    hold: '21',
    answer: 'spend-limit-exceeded',
    because: 'a group’s limit replaces the default, also when it is lower',
  },
  {
    row: '6',
    groups: [
      { name: 'A', limit: '20' },
      { name: 'B', limit: '80' },
    ],
    teamDefault: '50',
    effective: { limit: '80', source: 'group', deciding: ['B'], considered: ['B', 'A'] },
    because: 'the highest of the groups wins',
  },
  {
    row: '7',
    groups: [{ name: 'A', limit: '20' }, { name: 'B' }],
    teamDefault: '50',
    effective: { limit: '20', source: 'group', deciding: ['A'], considered: ['A'], ignored: ['B unset'] },
    because: 'a group without a limit has no say, not even the default’s',
  },
  {
    row: '8',
    groups: [
      { name: 'A', limit: '0' },
      { name: 'B', limit: '30' },
    ],
    teamDefault: '50',
    effective: { limit: '30', source: 'group', deciding: ['B'], considered: ['B', 'A'] },
    because: 'zero is the lowest of limits, and no veto',
  },
  {
    row: '9',
    groups: [{ name: 'A', limit: '0' }],
    teamDefault: '50',
    effective: { limit: '0', source: 'group', deciding: ['A'] },
    hold: '1',
    answer: 'limit-is-zero',
    because: 'a group of zero blocks, whatever the default',
  },
  {
    row: '10',
    groups: [
      { name: 'B', limit: '80' },
      { name: 'A', limit: '80' },
    ],
    teamDefault: '50',
    effective: { limit: '80', source: 'group', deciding: ['B', 'A'], considered: ['B', 'A'] },
    because: 'tied groups are all named, the one first whose limit has stood longest',
  },
  {
    row: '11',
    groups: [
      { name: 'A', limit: 'unlimited' },
      { name: 'B', limit: '30' },
    ],
    teamDefault: '50',
    effective: { limit: 'unlimited', source: 'group', deciding: ['A'], considered: ['A', 'B'] },
    because: 'unlimited is above every amount',
  },
  {
    row: '12',
    groups: [{ name: 'A' }, { name: 'B' }],
    effective: { limit: 'unlimited', source: 'none', ignored: ['A unset', 'B unset'] },
    because: 'groups without limits are as no groups',
  },
  {
    row: '13',
    override: { limit: '10' },
    groups: [{ name: 'A', limit: '80' }],
    teamDefault: '50',
    effective: { limit: '10', source: 'user_override', considered: ['A'] },
    hold: '11',
    answer: 'spend-limit-exceeded',
    because: 'a person’s own limit wins, also when it is lower',
  },
  {
    row: '14',
    override: { limit: 'unlimited' },
    groups: [{ name: 'A', limit: '0' }],
    teamDefault: '50',
    effective: { limit: 'unlimited', source: 'user_override', considered: ['A'] },
    hold: '1000',
    answer: 'held',
    because: 'a person’s own limit may be none',
  },
  {
    row: '15',
    override: { limit: '10', isExpired: true },
    groups: [{ name: 'A', limit: '80' }],
    teamDefault: '50',
    effective: { limit: '80', source: 'group', deciding: ['A'], ignored: ['expired'] },
    because: 'one that has expired has no say, and is said to have none',
  },
  {
    row: '16',
    groups: [{ name: 'A' }, { name: 'P', limit: '90', around: 'A' }],
    teamDefault: '50',
    effective: { ...ofDefault('50'), ignored: ['A unset', 'P nested'] },
    because: 'a group around the member’s group has no say, and is named',
  },
  {
    row: '16, expand',
    groups: [{ name: 'A' }, { name: 'P', limit: '90', around: 'A' }],
    teamDefault: '50',
    settings: { nested_groups: 'expand' },
    effective: { limit: '90', source: 'group', deciding: ['P'], ignored: ['A unset'] },
    because: 'unless the team lets it have one; the way to it is named',
  },
  {
    row: '17',
    groups: [{ name: 'A', limit: '100', isDeleted: true }],
    teamDefault: '50',
    settled: '70',
    effective: { ...ofDefault('50'), ignored: ['A deleted'] },
    hold: '1',
    answer: 'spend-limit-exceeded',
    because: 'a deleted group holds nobody: −20 remain, so nothing more may be spent in this period',
  },
  {
    row: '18',
    groups: [{ name: 'A', limit: '100', isDeleted: true }],
    effective: { limit: 'unlimited', source: 'none', ignored: ['A deleted'] },
    because: 'a deleted group holds nobody, also where there is no default',
  },
  {
    row: '19',
    groups: [{ name: 'A', limit: '80' }],
    teamDefault: '50',
    member: 'inactive',
    effective: { limit: '80', source: 'group', deciding: ['A'] },
    hold: '1',
    answer: 'user-inactive',
    because: 'who is inactive may spend nothing; what they would have is told all the same',
  },
  {
    row: '20',
    groups: [{ name: 'A', limit: '80' }],
    teamDefault: '50',
    teamTotal: '5',
    effective: { limit: '80', source: 'group', deciding: ['A'] },
    hold: '10',
    answer: 'team-total-exceeded',
    because: 'both must have room: one’s own limit and the team’s total',
  },
  {
    row: '21',
    groups: [],
    teamDefault: '50',
    member: 'unknown',
    effective: undefined,
    hold: '1',
    answer: 'user-not-found',
    because: 'nobody knows them: they may spend nothing, and what they spent all the same is booked as unattributed',
  },
  {
    row: '22',
    groups: [],
    teamDefault: '50',
    settled: '50',
    effective: ofDefault('50'),
    hold: '0',
    answer: 'held',
    because: 'who has nothing left may do what costs nothing',
  },
  {
    row: '22, block_free',
    groups: [],
    teamDefault: '50',
    settled: '50',
    settings: { block_free: true },
    effective: ofDefault('50'),
    hold: '0',
    answer: 'spend-limit-exceeded',
    because: 'unless the team says otherwise',
  },
]

/** The table as `docs/spend.md` has it. */
export function renderTruthTable(): string {
  const lines = truthTable.map((row) => `| ${[row.row, ...whatIsSet(row), ...whatComes(row), row.because].join(' | ')} |`)
  return `| # | Own limit | Groups | Default | Further | Effective | From | Asked for | Answer | Because |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}`
}

function whatIsSet({ override, groups, teamDefault, settings = {}, member, settled, teamTotal }: TruthRow): string[] {
  const further = [
    ...Object.entries(settings).map(([name, value]) => `\`${name}: ${value}\``),
    ...(member === undefined ? [] : [`the person is ${member}`]),
    ...(settled === undefined ? [] : [`${settled} spent`]),
    ...(teamTotal === undefined ? [] : [`team total ${teamTotal}`]),
  ]
  const own = override ? `${override.limit}${override.isExpired ? ', expired' : ''}` : '–'
  return [own, groups.map(wordsOf).join(', ') || '–', teamDefault ?? 'unset', further.join(', ') || '–']
}

function wordsOf({ name, limit, around, isDeleted }: TruthGroup): string {
  return [`${name}${limit === undefined ? ' unset' : `=${limit}`}`, around && `around ${around}`, isDeleted && 'deleted'].filter(Boolean).join(' ')
}

function whatComes({ effective, hold, answer }: TruthRow): string[] {
  const decided = effective && [effective.deciding?.join(', '), effective.ignored && `ignored: ${effective.ignored.join(', ')}`].filter(Boolean)
  const source = effective ? [`\`${effective.source}\``, ...(decided ?? [])].join('; ') : '–'
  return [effective ? `**${effective.limit}**` : '–', source, hold ?? '–', answer === undefined ? '–' : `\`${answer}\``]
}
