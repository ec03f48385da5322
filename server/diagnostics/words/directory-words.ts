import { isWarning, lengthOf, plural, unlessEarly, type Words } from './words.ts'

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

const toDirectory = () => '/directory'
const logOf = ({ directory }: { directory: string }) => `/log?directory=${directory}`

export const directoryWords: Words<Codes> = {
  'directory-paused': {
    severity: isWarning,
    title: 'A directory is paused',
    what: ({ directoryName, pausedAt }) =>
      `The directory ${directoryName} is paused since ${pausedAt}: nobody new comes in by it and no group changes, while who leaves is out.`,
    toDo: ({ directory, providerName }) =>
      `Resume it with POST /v1/directories/${directory}/resume, or: purser directory resume ${directory}. Then start a full synchronisation at ${providerName}, since what it sent meanwhile was refused.`,
    link: toDirectory,
  },
  'ended-directory-called': {
    severity: isWarning,
    title: 'An ended directory is still called',
    what: ({ directoryName, how, lastAt }) =>
      `The identity provider of the directory ${directoryName}, ${how === 'replaced' ? 'which another one replaced' : 'which was deleted'}, still calls with its dead token, last ${lastAt}. Nothing of that is applied.`,
    toDo: ({ providerName }) => `Turn provisioning off at ${providerName}, or give it the base URL and a token of a directory that lives.`,
    link: toDirectory,
  },
  'directory-without-token': {
    severity: ({ hadOne }) => (hadOne ? 'warning' : 'info'),
    title: 'A directory has no token',
    what: ({ directoryName, hadOne }) =>
      hadOne
        ? `Every token of the directory ${directoryName} was revoked: the identity provider is locked out, and what it says is as old as its last call.`
        : `The directory ${directoryName} has no token yet, so no identity provider can call it.`,
    toDo: ({ directory, providerName, tokenMenu, baseUrlMenu }) =>
      `Make one with: purser token create --directory ${directory}, or on the page of the directory. Paste it at ${providerName} into "${tokenMenu}", with the base URL in "${baseUrlMenu}".`,
    link: toDirectory,
  },
  'token-expires': {
    severity: isWarning,
    title: 'The token of a directory ends',
    what: ({ token, at, isOver, directoryName }) =>
      `The token ${token} ${isOver ? `expired ${at}: the identity provider of ${directoryName} is locked out` : `expires ${at}: then the identity provider of ${directoryName} is locked out`}, and no other token of that directory lasts longer.`,
    toDo: ({ directory, providerName, tokenMenu }) =>
      `Make another with: purser token create --directory ${directory}. Paste it at ${providerName} into "${tokenMenu}": both are valid meanwhile.`,
    link: toDirectory,
  },
  'dead-token-called': {
    severity: isWarning,
    title: 'The identity provider uses a token that opens nothing',
    what: ({ providerName, directoryName, token, prefix, why, endedAt, calls, lastAt }) => {
      const state =
        why === 'of-another-directory'
          ? 'which opens another directory than the one that it calls'
          : `which ${why === 'revoked' ? 'was revoked' : 'expired'}${endedAt === null ? '' : ` ${endedAt}`}`
      return `${providerName} calls for ${directoryName} with the token ${token} (${prefix}…), ${state}: ${plural(calls, 'call was', 'calls were')} refused, the last ${lastAt}, and no call with a valid token came since.`
    },
    toDo: ({ providerName, tokenMenu, directory }) =>
      `Paste a valid token at ${providerName} into "${tokenMenu}"; make one with: purser token create --directory ${directory}. Then test the connection there.`,
    link: (facts) => `${logOf(facts)}&operation=authenticate`,
  },
  'unknown-token-called': {
    severity: ({ why, wasConnected }) => (wasConnected && (why === 'missing' || why === 'not-ours') ? 'info' : 'warning'),
    title: 'Calls arrive without a token that is known here',
    what: ({ directoryName, why, token, prefix, userAgent, calls, lastAt }) => {
      const brought = {
        cut: `a token that begins like ${token === null || prefix === null ? 'one of this directory' : `the token ${token} (${prefix}…)`} and is not it: it was cut or mistyped when it was pasted`,
        unknown: 'a token that nobody was given: it was cut or mistyped when it was pasted, or is of another installation',
        'not-ours': 'what is no token of a directory: such a token begins with purser_scim_',
        missing: 'no token',
      }[why]
      return `${plural(calls, 'call', 'calls')} for ${directoryName} brought ${brought}. The last came ${lastAt}, from ${userAgent ?? 'a client that does not say what it is'}; all were refused, and no call with a valid token came since.`
    },
    toDo: ({ providerName, tokenMenu, directory, why }) =>
      `Paste the whole token at ${providerName} into "${tokenMenu}"; where nobody has it any more, make one with: purser token create --directory ${directory}. Then test the connection there.${why === 'missing' ? ` Whoever only opens the base URL in a browser is refused like this too, and is no sign of ${providerName}.` : ''}`,
    link: (facts) => `${logOf(facts)}&operation=authenticate`,
  },
  'wrong-base-url': {
    severity: isWarning,
    title: 'Calls arrive at a wrong address',
    what: ({ providerName, path, times, lastAt }) =>
      `${providerName} called ${path}, where there is nothing: ${plural(times, 'such call', 'such calls')}, the last ${lastAt}. The base URL there has a part too many or too few.`,
    toDo: ({ providerName, baseUrlMenu }) =>
      `Copy the base URL of the directory again, as it is, into "${baseUrlMenu}" at ${providerName}: it ends in the directory's id, without /Users and without a slash.`,
    link: (facts) => `${logOf(facts)}&outcome=refused`,
  },
  'nothing-received': {
    severity: unlessEarly,
    title: 'Nothing has reached us yet',
    what: ({ directoryName, tokenSince, minutes, rhythm }) =>
      `The directory ${directoryName} has a token since ${tokenSince}, ${lengthOf(minutes)} ago, and no call with it has come. ${rhythm}`,
    toDo: ({ providerName, startMenu, tokenMenu }) =>
      `At ${providerName} look whether base URL and token are pasted ("${tokenMenu}"), test the connection, and turn provisioning on: "${startMenu}". Who runs a firewall in front of Purser lets these calls through, with any user agent.`,
    link: toDirectory,
  },
  'only-lookups': {
    severity: unlessEarly,
    title: 'The test passed, but nobody is sent',
    what: ({ providerName, directoryName, firstAt, lastAt }) =>
      `${providerName} reached ${directoryName} first ${firstAt} and last ${lastAt}, and only looked things up: no user or group was sent. Provisioning is not started there, or nobody is assigned.`,
    toDo: ({ providerName, startMenu, assignMenu }) => `At ${providerName} turn it on ("${startMenu}") and assign people ("${assignMenu}").`,
    link: logOf,
  },
  'idp-silent': {
    severity: isWarning,
    title: 'The identity provider has fallen silent',
    what: ({ providerName, directoryName, lastAt, minutes, cycleMinutes, isMeasured }) =>
      `${providerName} has not called ${directoryName} for ${lengthOf(minutes)}, since ${lastAt}. It ${isMeasured ? 'called about every' : 'normally calls every'} ${lengthOf(cycleMinutes)}. Who left meanwhile is still in.`,
    toDo: ({ providerName, startMenu }) =>
      `Look at ${providerName} whether provisioning is stopped or in quarantine ("${startMenu}"), and whether its token is valid. Then start it again.`,
    link: logOf,
  },
}
