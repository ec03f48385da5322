import { plural, t } from '@lingui/core/macro'
import { rhythmOf } from './rhythm-words.ts'
import { sentences, type Words } from './tell.ts'

type Codes =
  | 'directory-paused'
  | 'ended-directory-called'
  | 'directory-without-token'
  | 'token-expires'
  | 'dead-token-called'
  | 'unknown-token-called'
  | 'wrong-base-url'
  | 'nothing-received'
  | 'only-lookups'
  | 'idp-silent'

export const directoryWords: Words<Codes> = {
  'directory-paused': ({ directory_name: directory, provider_name: provider, paused_at: pausedAt }, { at }) => {
    const since = at(pausedAt)
    return {
      title: t`A directory is paused`,
      what: t`${directory} is paused since ${since}: nobody new comes in by it and no group changes, while who leaves is out.`,
      toDo: t`Resume it on its page. Then start a full synchronisation at ${provider}, since what it sent meanwhile was refused.`,
    }
  },
  'ended-directory-called': ({ directory_name: directory, provider_name: provider, how, last_at: lastAt }, { at }) => {
    const last = at(lastAt)
    return {
      title: t`An ended directory is still called`,
      what:
        how === 'replaced'
          ? t`${directory} was replaced by another directory, and its identity provider still calls it, last ${last}. Nothing of that is applied.`
          : t`${directory} was deleted, and its identity provider still calls it, last ${last}. Nothing of that is applied.`,
      toDo: t`Turn provisioning off at ${provider}, or give it the base URL and a token of a directory that lives.`,
    }
  },
  'directory-without-token': ({
    directory_name: directory,
    provider_name: provider,
    had_one: hadOne,
    token_menu: field,
    base_url_menu: urlField,
  }) => ({
    title: t`A directory has no token`,
    what: hadOne
      ? t`Every token of ${directory} was revoked: the identity provider is locked out, and what it says is as old as its last call.`
      : t`${directory} has no token yet, so no identity provider can call it.`,
    toDo: t`Make one on the page of the directory. Paste it at ${provider} into “${field}”, with the base URL in “${urlField}”.`,
  }),
  'token-expires': ({ directory_name: directory, provider_name: provider, token, at: endsAt, is_over: isOver, token_menu: field }, { at }) => {
    const end = at(endsAt)
    return {
      title: t`The token of a directory ends`,
      what: isOver
        ? t`The token ${token} expired ${end}: the identity provider of ${directory} is locked out, and no other token lasts longer.`
        : t`The token ${token} expires ${end}: then the identity provider of ${directory} is locked out, and no other token lasts longer.`,
      toDo: t`Make another on the page of the directory, and paste it at ${provider} into “${field}”. Both are valid meanwhile.`,
    }
  },
  'dead-token-called': (facts, { at }) => {
    const { directory_name: directory, provider_name: provider, token, prefix, why, calls, token_menu: field } = facts
    const last = at(facts.last_at)
    const ended = facts.ended_at === null ? '' : at(facts.ended_at)
    const state = {
      revoked: t`it was revoked ${ended}.`,
      expired: t`it expired ${ended}.`,
      'of-another-directory': t`it opens another directory than the one that is called.`,
    }[why]
    return {
      title: t`The identity provider uses a token that opens nothing`,
      what: sentences(
        t`${provider} calls for ${directory} with the token ${token} (${prefix}…):`,
        state,
        plural(calls, {
          one: `# call was refused, the last ${last}, and none with a valid token came since.`,
          other: `# calls were refused, the last ${last}, and none with a valid token came since.`,
        }),
      ),
      toDo: t`Paste a valid token at ${provider} into “${field}”; make one on the page of the directory. Then test the connection there.`,
    }
  },
  'unknown-token-called': (facts, { at }) => {
    const { directory_name: directory, provider_name: provider, why, token, prefix, calls, token_menu: field } = facts
    const last = at(facts.last_at)
    const client = facts.user_agent ?? t`a client that does not say what it is`
    const brought = {
      cut:
        token === null || prefix === null
          ? t`What was brought begins like a token of this directory and is not it: it was cut or mistyped when it was pasted.`
          : t`What was brought begins like the token ${token} (${prefix}…) and is not it: it was cut or mistyped when it was pasted.`,
      unknown: t`Nobody was ever given the token: it was cut or mistyped when it was pasted, or is of another installation.`,
      'not-ours': t`What was brought is no token of a directory: such a token begins with purser_scim_.`,
      missing: t`No token was brought.`,
    }[why]
    return {
      title: t`Calls arrive without a token that is known here`,
      what: sentences(
        plural(calls, {
          one: `# call for ${directory} was refused (${last}), from ${client}.`,
          other: `# calls for ${directory} were refused (the last ${last}), from ${client}.`,
        }),
        brought,
        t`No call with a valid token came since.`,
      ),
      toDo: sentences(
        t`Paste the whole token at ${provider} into “${field}”; where nobody has it any more, make another on the page of the directory. Then test the connection there.`,
        why === 'missing' && t`Whoever only opens the address in a browser is refused like this too, and is no sign of ${provider}.`,
      ),
    }
  },
  'wrong-base-url': ({ provider_name: provider, path, times, last_at: lastAt, base_url_menu: field }, { at }) => {
    const last = at(lastAt)
    return {
      title: t`Calls arrive at a wrong address`,
      what: sentences(
        t`${provider} called ${path}, where there is nothing.`,
        plural(times, { one: `There was # such call, the last ${last}.`, other: `There were # such calls, the last ${last}.` }),
        t`The base URL there has a part too many or too few.`,
      ),
      toDo: t`Copy the base URL of the directory again, as it is, into “${field}” at ${provider}: it ends in the directory’s id, without /Users and without a slash.`,
    }
  },
  'nothing-received': (facts, { at, length }) => {
    const { directory_name: directory, provider_name: provider, token_menu: field, start_menu: start } = facts
    const [since, ago] = [at(facts.token_since), length(facts.minutes)]
    return {
      title: t`Nothing has reached us yet`,
      what: sentences(t`${directory} has a token since ${since} (${ago}), and no call with it has come.`, rhythmOf(facts.provider)),
      toDo: t`At ${provider} look whether base URL and token are pasted (“${field}”), test the connection, and turn provisioning on: “${start}”. A firewall in front of Purser has to let these calls through.`,
    }
  },
  'only-lookups': (facts, { at }) => {
    const { directory_name: directory, provider_name: provider, start_menu: start, assign_menu: assign } = facts
    const [first, last] = [at(facts.first_at), at(facts.last_at)]
    return {
      title: t`The test passed, but nobody is sent`,
      what: t`${provider} reached ${directory} first ${first} and last ${last}, and only looked things up: no user or group was sent. Provisioning is not started there, or nobody is assigned.`,
      toDo: t`At ${provider} turn it on (“${start}”) and assign people (“${assign}”).`,
    }
  },
  'idp-silent': (facts, { at, length }) => {
    const { directory_name: directory, provider_name: provider, is_measured: isMeasured, start_menu: start } = facts
    const [since, silence, cycle] = [at(facts.last_at), length(facts.minutes), length(facts.cycle_minutes)]
    return {
      title: t`The identity provider has fallen silent`,
      what: sentences(
        t`${provider} has not called ${directory} for ${silence}, since ${since}.`,
        isMeasured ? t`Before, it called about every ${cycle}.` : t`It normally calls every ${cycle}.`,
        t`Who left meanwhile is still in.`,
      ),
      toDo: t`Look at ${provider} whether provisioning is stopped or in quarantine (“${start}”), and whether its token is valid. Then start it again.`,
    }
  },
}
