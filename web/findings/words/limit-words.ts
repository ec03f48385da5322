import { plural, t } from '@lingui/core/macro'
import type { Facts } from '../facts.ts'
import { sentences, type Words } from './tell.ts'

type Codes = 'limit-on-nobody' | 'limit-never-wins' | 'limit-left-with-group' | 'limits-frozen' | 'product-never-asked'

const becauseOf = (because: Facts['limit-on-nobody']['because']): string =>
  ({
    empty: t`the group has no member`,
    'nested-only': t`the group holds other groups and no person directly, and in this team a limit counts for direct members alone`,
    'all-out': t`everybody in the group is out of the team`,
  })[because]

export const limitWords: Words<Codes> = {
  'limit-on-nobody': (facts, { names, amount }) => {
    const { name, because, similar } = facts
    const [limit, why, others] = [amount(facts), becauseOf(because), names(similar.map((each) => `“${each.name}”`))]
    return {
      title: t`A limit holds for nobody`,
      what: sentences(
        t`The limit of the group ${name}, ${limit}, holds for nobody: ${why}.`,
        similar.length > 0 && t`There is also ${others}, without a limit: perhaps that one is meant.`,
      ),
      toDo:
        because === 'nested-only'
          ? t`Set the limit on the inner groups, or let groups within groups count, in the settings of the team.`
          : t`Assign the people of the group to the application at the identity provider and push the group again, or set the limit on the group that is meant; else take the limit away.`,
    }
  },
  'limit-never-wins': (facts, { names, amount, count }) => {
    const { name, people, instead } = facts
    const [limit, many] = [amount(facts), count(people, facts.is_more)]
    const higher = names(instead.map((each) => `${each.name} (${amount(each)})`))
    return {
      title: t`A limit never decides`,
      what: sentences(
        plural(people, {
          one: `The limit of the group ${name}, ${limit}, does not decide for its ${many} member: they have a limit of their own or are in a group with a higher one.`,
          other: `The limit of the group ${name}, ${limit}, decides for none of its ${many} members: each has a limit of their own or is in a group with a higher one.`,
        }),
        instead.length > 0 && t`Higher ones: ${higher}.`,
        t`The highest limit of somebody’s groups counts.`,
      ),
      toDo: t`If these people are to have the lower limit, take them out of the other group at the identity provider, lower that one’s limit, or give them one of their own.`,
    }
  },
  'limit-left-with-group': (facts, { at, amount }) => {
    const { name, former_name: former, matched_by: by } = facts
    const [ended, limit] = [at(facts.ended_at), amount(facts)]
    return {
      title: t`A group came back without its limit`,
      what: sentences(
        t`The group ${former} was deleted on ${ended}, and its limit, ${limit}, ended with it.`,
        by === 'name'
          ? t`A group of the same name is here again, and has none.`
          : t`The group ${name}, of the same externalId, is here now, and has none.`,
      ),
      toDo: t`Give it the limit again, under Limits and spend.`,
    }
  },
  'limits-frozen': ({ count: limits, is_more: isMore, groups }, { names, count }) => {
    const [many, list] = [count(limits, isMore), names(groups.map(({ name }) => name))]
    return {
      title: t`Limits of deleted groups hold on`,
      what: sentences(
        plural(limits, {
          one: `${many} spend limit is frozen: its group was deleted (${list}).`,
          other: `${many} spend limits are frozen: their groups were deleted (${list}).`,
        }),
        t`They hold on for whom they held then, as the team’s settings say. Who joined since is not held.`,
      ),
      toDo: t`Under Limits and spend, let each go, or give it to the group that took its place.`,
    }
  },
  'product-never-asked': ({ limits, is_more: isMore, minutes, last_read_at: lastReadAt, last_spend_at: lastSpendAt }, { at, count, length }) => {
    const [many, time] = [count(limits, isMore), length(minutes)]
    const [read, spent] = [lastReadAt === null ? '' : at(lastReadAt), lastSpendAt === null ? '' : at(lastSpendAt)]
    return {
      title: t`The product does not ask`,
      what: sentences(
        plural(limits, {
          one: `${many} limit is set, but the product has not asked for ${time}: so it holds nobody back.`,
          other: `${many} limits are set, but the product has not asked for ${time}: so they hold nobody back.`,
        }),
        read === '' ? t`It never read what somebody may spend.` : t`It last read what somebody may spend on ${read}.`,
        spent === '' ? t`It never told what was spent.` : t`It last told what was spent on ${spent}.`,
      ),
      toDo: t`Have the product ask before it spends, with POST /v1/authorizations, and tell what was spent, with POST /v1/usage_events. The page of API keys has requests to copy.`,
    }
  },
}
