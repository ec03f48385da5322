import { plural, t } from '@lingui/core/macro'
import { sentences, type Words } from './tell.ts'

export const usageWords: Words<'usage-unattributed' | 'usage-quarantined'> = {
  'usage-unattributed': ({ subjects, is_more: isMore }, { names }) => {
    const who = names(
      subjects.map((subject) => subject ?? t`no subject`),
      subjects.length,
      isMore,
    )
    return {
      title: t`Usage is nobody’s`,
      what: t`Usage is booked to nobody, since no member of the team is what its events name (${who}): it counts in the team’s total and in no member’s limit.`,
      toDo: t`Have the product name people as mem_…, usr_…, external_id:…, user_name:… or email:…, and assign to the application who is missing. What is booked stays nobody’s until it is refunded and sent anew under the right name.`,
    }
  },
  'usage-quarantined': (facts, { names, count }) => {
    const { unpriced, above_ceiling: aboveCeiling } = facts
    const many = count(facts.count, facts.is_more)
    const events = names(
      facts.events.map(({ source, event_id: id }) => `${id} (${source})`),
      facts.count,
      facts.is_more,
    )
    return {
      title: t`Usage waits in quarantine`,
      what: sentences(
        plural(facts.count, {
          one: `${many} usage event waits in quarantine and is in no balance: ${events}.`,
          other: `${many} usage events wait in quarantine and are in no balance: ${events}.`,
        }),
        unpriced > 0 && plural(unpriced, { one: '# tells no cost.', other: '# tell no cost.' }),
        aboveCeiling > 0 &&
          plural(aboveCeiling, {
            one: '# costs more than the team’s ceiling of an event.',
            other: '# cost more than the team’s ceiling of an event.',
          }),
      ),
      toDo: t`Release each with the right cost, or discard it; and have the product tell a cost, or raise the ceiling.`,
    }
  },
}
