import { atLeast, isWarning, named, plural, type Words } from './words.ts'

type Codes = 'sign-ins-refused' | 'sign-in-address-differs' | 'certificate-expires' | 'saml-metadata-unread' | 'key-of-leaver'

export const accessWords: Words<Codes> = {
  'sign-ins-refused': {
    severity: isWarning,
    title: 'Sign-ins are refused',
    what: ({ connectionName, code, times, people, isMore }) =>
      `${times === 1 ? 'A sign-in was' : `${times} sign-ins were`} refused through ${connectionName} with ${code}, of ${named(
        people.map((who) => who ?? 'somebody who was not told'),
        people.length,
        isMore,
      )}, who did not get in since.`,
    toDo: ({ code }) =>
      `What the code means and what to do stands at /problems/${code}, in docs/who-gets-in.md and in docs/sso.md, and each attempt with its reason in the connection's sign-in log.`,
    link: ({ connection }) => `/sso?connection=${connection}`,
  },
  'sign-in-address-differs': {
    severity: isWarning,
    title: 'People sign in by another address than the directory has',
    what: ({ count, isMore, people }) =>
      `${atLeast(isMore)}${plural(count, 'person signs', 'people sign')} in by an address that the directory does not have for them: ${named(
        people.map(({ signsInAs, inDirectory }) => `${signsInAs}, in the directory ${inDirectory}`),
        count,
        isMore,
      )}. They were recognised by what else the provider says of them. Who has no such mark yet is taken for somebody else.`,
    toDo: () =>
      'Have the identity provider send one address on both ways: that which signs in (NameID, or the claim email) and that which is provisioned (userName, emails).',
    link: ({ people: [first] }) => (first ? `/users/${first.member}` : '/members'),
  },
  'certificate-expires': {
    severity: isWarning,
    title: 'The certificate of single sign-on ends',
    what: ({ connectionName, until, isOver, days }) =>
      `The last certificate of the identity provider of ${connectionName} ${isOver ? `ended ${until}: nobody signs in through it` : `ends ${until}, in less than ${days} days: from then on nobody signs in through it`}.`,
    toDo: ({ connection }) =>
      `Have the provider make a new one, then give its metadata: PATCH /v1/connections/${connection} with metadata_xml. Old and new count side by side until the old one ends.`,
    link: ({ connection }) => `/sso?connection=${connection}`,
  },
  'saml-metadata-unread': {
    severity: isWarning,
    title: 'Metadata cannot be read again',
    what: ({ connectionName, why }) =>
      `The metadata of the identity provider of ${connectionName} could not be read again: ${why} What was read before still holds, but a new certificate would not be known.`,
    toDo: ({ connection }) => `Make its address reachable, or give the metadata itself: PATCH /v1/connections/${connection} with metadata_xml.`,
    link: ({ connection }) => `/sso?connection=${connection}`,
  },
  'key-of-leaver': {
    severity: isWarning,
    title: 'Somebody who left made a key of the team',
    what: ({ who, name, prefix, key }) => `${who}, who is out of the team, made the team's key ${name} (${prefix}…, ${key}) and may have kept it.`,
    toDo: () => 'Rotate it where a program uses it, else revoke it.',
    link: () => '/keys',
  },
}
