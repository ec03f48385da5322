import { Command } from 'commander'
import { exportAudit, exportFormats } from '../journal/audit-log.ts'
import { verifyChain } from '../journal/audit-chain.ts'
import { exportFormatUnknown } from '../journal/refusals.ts'
import { installation } from '../kernel/ids.ts'
import { listTeams } from '../teams/teams.ts'
import { inSession, say, teamwork, writeOut } from './session.ts'
import { withSettings } from './settings.ts'

export const auditCommand = (): Command =>
  new Command('audit')
    .description('The audit log: what people, keys, sign-ins and the command line did.')
    .addCommand(
      teamwork(
        withSettings(new Command('verify').description('Check that nothing was changed or taken out. Ends with 1 where something was.'), 'data'),
      ).action((_options, command: Command) =>
        inSession(command, async ({ db, team }) => {
          const isOfOne = command.opts<{ team?: string }>().team !== undefined
          const teams = isOfOne ? [await team()] : [...(await listTeams(db.read)), { teamId: installation, name: 'the installation' }]
          for (const { teamId, name } of teams) {
            const { rows, erased, broken } = await verifyChain(db, teamId)
            if (broken !== null) process.exitCode = 1
            const words = broken
              ? `BROKEN  ${name}: row ${broken.number}${broken.request === null ? '' : ` (${broken.request})`}: ${broken.why}`
              : `ok      ${name}: ${rows} rows${erased > 0 ? `, names blanked in ${erased}` : ''}`
            say(command, words, { teamId, name, ok: broken === null, rows, erased, broken })
          }
        }),
      ),
    )
    .addCommand(
      teamwork(
        withSettings(new Command('export').description('Write the audit log to standard output, newest first. The export is in it too.'), 'data'),
      )
        .option('--format <format>', exportFormats.join(' or '), 'csv')
        .action(({ format: wanted }: { format: string }, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            const format = exportFormats.find((known) => known === wanted)
            if (!format) throw exportFormatUnknown(`"${wanted}" is not a format. There are: ${exportFormats.join(', ')}.`)
            for await (const lines of await exportAudit(db, as((await team()).teamId), format, {})) await writeOut(lines)
          }),
        ),
    )
