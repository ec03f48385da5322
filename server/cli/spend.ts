import { Command } from 'commander'
import { formatMicros, toMicros } from '../kernel/money.ts'
import { reconcile } from '../spend/ledger/reconcile.ts'
import { toReconciliationShape } from '../spend/ledger/reconciliation-shape.ts'
import { previewCommand } from './preview.ts'
import { explainCommand, exportCommand, summaryCommand } from './spend-report.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

export const spendCommand = (): Command =>
  new Command('spend')
    .description('What was spent, and what other limits would do.')
    .addCommand(previewCommand())
    .addCommand(
      teamwork(
        withSettings(new Command('reconcile').description('Sum the whole ledger anew, and tell which sums are not those of their entries.'), 'data'),
      ).action((_options: object, command: Command) =>
        inSession(command, async ({ db, as, team }) => {
          const { teamId, name, currency } = await team()
          const found = await reconcile(db, as(teamId), 'without hurry')
          const drift = `${formatMicros(toMicros(found.driftMicros))} ${currency}`
          const words =
            found.sumsDiffering === 0n
              ? `The ledger of ${name} has ${found.entries} entries, and every sum is theirs: no drift.`
              : `The ledger of ${name} has ${found.entries} entries, and ${found.sumsDiffering} sums are not theirs: a drift of ${drift}.`
          say(command, words, toReconciliationShape(found))
          if (found.sumsDiffering > 0n) process.exitCode = 1
        }),
      ),
    )
    .addCommand(summaryCommand())
    .addCommand(exportCommand())
    .addCommand(explainCommand())
