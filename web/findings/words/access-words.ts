import { plural, t } from '@lingui/core/macro'
import { sentences, type Words } from './tell.ts'

type Codes = 'sign-ins-refused' | 'sign-in-address-differs' | 'certificate-expires' | 'saml-metadata-unread' | 'key-of-leaver'

export const accessWords: Words<Codes> = {
  'sign-ins-refused': ({ connection_name: connection, code, times, people, is_more: isMore }, { names }) => {
    const who = names(
      people.map((each) => each ?? t`somebody who was not told`),
      people.length,
      isMore,
    )
    return {
      title: t`Sign-ins are refused`,
      what: plural(times, {
        one: `# sign-in was refused through ${connection} with ${code}, of ${who}, who did not get in since.`,
        other: `# sign-ins were refused through ${connection} with ${code}, of ${who}, who did not get in since.`,
      }),
      toDo: t`The page /problems/${code} says what the code means and what to do, and the sign-ins of the connection show each attempt with its reason.`,
    }
  },
  'sign-in-address-differs': (facts, { names, count }) => {
    const many = count(facts.count, facts.is_more)
    const people = names(
      facts.people.map(({ signs_in_as: signsInAs, in_directory: inDirectory }) => t`${signsInAs} (in the directory: ${inDirectory})`),
      facts.count,
      facts.is_more,
    )
    return {
      title: t`People sign in by another address than the directory has`,
      what: sentences(
        plural(facts.count, {
          one: `${many} person signs in by an address that the directory does not have for them: ${people}.`,
          other: `${many} people sign in by an address that the directory does not have for them: ${people}.`,
        }),
        t`They were recognised by what else the provider says of them. Who has no such mark yet is taken for somebody else.`,
      ),
      toDo: t`Have the identity provider send one address on both ways: that which signs in (NameID, or the claim email) and that which is provisioned (userName, emails).`,
    }
  },
  'certificate-expires': ({ connection_name: connection, until, is_over: isOver, days }, { at }) => {
    const end = at(until)
    return {
      title: t`The certificate of single sign-on ends`,
      what: isOver
        ? t`The last certificate of the identity provider of ${connection} ended on ${end}: nobody signs in through it.`
        : t`The last certificate of the identity provider of ${connection} ends on ${end}, in less than ${days} days: from then on nobody signs in through it.`,
      toDo: t`Have the provider make a new one, then give its metadata to the connection. Old and new count side by side until the old one ends.`,
    }
  },
  'saml-metadata-unread': ({ connection_name: connection, why }) => ({
    title: t`Metadata cannot be read again`,
    what: t`The metadata of the identity provider of ${connection} could not be read again (“${why}”). What was read before still holds, but a new certificate would not be known.`,
    toDo: t`Make its address reachable, or give the metadata itself to the connection.`,
  }),
  'key-of-leaver': ({ who, name, prefix }) => ({
    title: t`Somebody who left made a key of the team`,
    what: t`${who}, who is out of the team, made the team’s key ${name} (${prefix}…) and may have kept it.`,
    toDo: t`Rotate it where a program uses it, else revoke it.`,
  }),
}
