import { Command } from 'commander'
import { claimDomain, removeDomain, vouchForDomain } from '../sso/claim-domain.ts'
import { toDomainShape } from '../sso/domain-shape.ts'
import { pageDomains, requireNamedDomain, type Domain } from '../sso/domains.ts'
import { verifyDomain } from '../sso/prove-domain.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

export function domainCommand(): Command {
  const domain = new Command('domain').description('E-mail domains of a team: whoever has an address there is theirs.')
  for (const command of [addCommand(), listCommand(), verifyCommand(), vouchCommand(), removeCommand()]) domain.addCommand(command)
  return domain
}

const onDomain = (name: string, description: string): Command =>
  teamwork(withSettings(new Command(name).description(description), 'data')).argument('<domain>', 'its name, or its id, dom_…')

const addCommand = (): Command =>
  teamwork(withSettings(new Command('add').description('Claim a domain, and see which TXT record proves it.'), 'data'))
    .argument('<domain>', 'such as example.com')
    .action((name: string, _options, command: Command) =>
      inSession(command, async ({ db, environment, as, team }) => {
        const domain = await claimDomain(db, environment, as((await team()).teamId), name)
        const { txt } = toDomainShape(domain)
        const record = `Add this TXT record in DNS:\n  name   ${txt.name}\n  value  ${txt.value}\nNext: purser domain verify ${domain.domain}`
        say(command, `Domain ${domain.domain} is ${domain.domainId}, ${domain.state}. ${record}`, toDomainShape(domain))
      }),
    )

const listCommand = (): Command =>
  teamwork(withSettings(new Command('list').description('List the domains of a team.'), 'data')).action((_options, command: Command) =>
    inSession(command, async ({ db, team }) => {
      for (const domain of await pageDomains(db.read, (await team()).teamId, { after: undefined, limit: 1_000 }))
        say(command, [domain.domainId, domain.state.padEnd(8), wayOf(domain).padEnd(7), domain.domain].join('  '), toDomainShape(domain))
    }),
  )

const wayOf = ({ vouchedBy }: Domain) => (vouchedBy === null ? 'dns' : 'vouched')

/** Ends as a check that failed where the record is not there. */
const verifyCommand = (): Command =>
  onDomain('verify', 'Look a domain up in DNS now.').action((named: string, _options, command: Command) =>
    inSession(command, async ({ db, environment, as, team }) => {
      const by = as((await team()).teamId)
      const { domainId } = await requireNamedDomain(db.read, by.teamId, named)
      const domain = await verifyDomain(db, environment, by, domainId)
      say(command, `Domain ${domain.domain} is ${domain.state}. ${domain.finding ?? ''}`.trim(), toDomainShape(domain))
      if (domain.state !== 'verified') process.exitCode = 1
    }),
  )

const vouchCommand = (): Command =>
  onDomain('vouch', 'Give a team a domain on your word, claimed before or not. It is never looked up.').action(
    (named: string, _options, command: Command) =>
      inSession(command, async ({ db, environment, as, team }) => {
        const by = as((await team()).teamId)
        const name = named.startsWith('dom_') ? (await requireNamedDomain(db.read, by.teamId, named)).domain : named
        const domain = await vouchForDomain(db, environment, by, name)
        say(command, `Domain ${domain.domain} is ${domain.state}, on your word.`, toDomainShape(domain))
      }),
  )

const removeCommand = (): Command =>
  onDomain('remove', 'Give a domain up. Who is in stays in; without any verified one, directories take only what ends access.').action(
    (named: string, _options, command: Command) =>
      inSession(command, async ({ db, as, team }) => {
        const by = as((await team()).teamId)
        const { domainId, domain } = await requireNamedDomain(db.read, by.teamId, named)
        await removeDomain(db, by, domainId)
        say(command, `Domain ${domain} is given up.`, { id: domainId, domain, removed: true })
      }),
  )
