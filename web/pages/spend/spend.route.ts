import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { momentIn, oneOf, textIn } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

const spendTabs = ['spend', 'limits', 'people', 'stopped', 'quarantine'] as const
export const groupings = ['user', 'group', 'deciding_group', 'model', 'app'] as const
export const courseViews = ['chart', 'table'] as const
export const sources = ['user_override', 'group', 'team_default', 'none'] as const
export const sorts = ['-percent', '-settled', '-limit', 'limit', 'name'] as const
export const denialCodes = ['spend-limit-exceeded', 'team-total-exceeded', 'limit-is-zero', 'user-inactive'] as const
export const quarantineStates = ['waiting', 'released', 'discarded'] as const

/** What the page shows. The names are the API's; each tab reads its own. */
export type SpendSearch = {
  tab?: (typeof spendTabs)[number] | undefined
  /** A moment in the billing period; left out for the one that runs. */
  period?: string | undefined
  group_by?: (typeof groupings)[number] | undefined
  /** Whose course is drawn; left out for all together. */
  member?: string | undefined
  view?: (typeof courseViews)[number] | undefined
  q?: string | undefined
  min_percent?: number | undefined
  source?: (typeof sources)[number] | undefined
  group?: string | undefined
  several?: true | undefined
  far?: true | undefined
  sort?: (typeof sorts)[number] | undefined
  code?: (typeof denialCodes)[number] | undefined
  from?: string | undefined
  to?: string | undefined
  /** The stopped request that is open. */
  decision?: string | undefined
  status?: (typeof quarantineStates)[number] | undefined
}

const percentIn = (value: unknown): number | undefined => (typeof value === 'number' && value >= 0 && value <= 1_000_000 ? value : undefined)
/** `current`, `previous`, or a moment within a period. */
const periodIn = (value: unknown): string | undefined => {
  const text = textIn(value)
  return oneOf(['current', 'previous'] as const, text) ?? momentIn(text)
}
const trueIn = (value: unknown): true | undefined => (value === true ? true : undefined)

export const spendRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/spend',
  validateSearch: (search: Record<string, unknown>): SpendSearch => ({
    tab: oneOf(spendTabs, search['tab']),
    period: periodIn(search['period']),
    group_by: oneOf(groupings, search['group_by']),
    member: textIn(search['member']),
    view: oneOf(courseViews, search['view']),
    q: textIn(search['q']),
    min_percent: percentIn(search['min_percent']),
    source: oneOf(sources, search['source']),
    group: textIn(search['group']),
    several: trueIn(search['several']),
    far: trueIn(search['far']),
    sort: oneOf(sorts, search['sort']),
    code: oneOf(denialCodes, search['code']),
    from: momentIn(search['from']),
    to: momentIn(search['to']),
    decision: textIn(search['decision']),
    status: oneOf(quarantineStates, search['status']),
  }),
  component: lazyRouteComponent(
    withWords(['pages/spend'], () => import('./spend-page.tsx')),
    'SpendPage',
  ),
})
