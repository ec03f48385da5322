import { Command } from 'commander'
import { openDatabase } from '../store/open.ts'
import { say } from './session.ts'
import { configOf, withSettings } from './settings.ts'

export const migrateCommand = (): Command =>
  withSettings(new Command('migrate').description('Bring the tables of the database up to date. `serve` does so too when it starts.'), 'data')
    .option('--plan', 'only tell what is missing')
    .option('--json', 'answer in JSON')
    .action(async (options: { plan?: boolean }, command: Command) => {
      const db = openDatabase(configOf(command).databaseUrl)
      try {
        const names = options.plan === true ? await db.pendingMigrations() : await db.migrate()
        const done = options.plan === true ? 'Missing' : 'Done'
        say(command, names.length === 0 ? 'The tables are up to date.' : `${done}: ${names.join(', ')}`, {
          [options.plan === true ? 'missing' : 'done']: names,
        })
      } finally {
        await db.close()
      }
    })
