import { Command } from 'commander'
import type { OperatorActor } from '../kernel/actor.ts'
import { holdingOf, toEffectShape, type Effect } from '../provisioning/directory-effect.ts'
import { deleteDirectory, replaceDirectory, type Ended } from '../provisioning/end-directory.ts'
import { pauseDirectory, resumeDirectory } from '../provisioning/pause-directory.ts'
import { previewDeletion, previewPause, previewReplacement, previewResume } from '../provisioning/preview-directory.ts'
import { inSession, say, teamwork, type Session } from './session.ts'
import { withSettings } from './settings.ts'

/** What ends access is done with --yes alone: without it the preview is shown, and the command ends as one that was called wrongly. */
const notDone = 2

type Step = {
  done: string
  isDestructive: boolean
  preview: (session: Session, by: OperatorActor) => Promise<Ended>
  run: (session: Session, by: OperatorActor) => Promise<Ended>
}
type Flags = { dryRun?: boolean; yes?: boolean }

export const lifeCommands = (): Command[] => [pauseCommand(), resumeCommand(), replaceCommand(), deleteCommand()]

const pauseCommand = (): Command =>
  stepCommand('pause', 'Let a directory take only what ends access, until it is resumed. Nobody is out by that.').action(
    (directoryId: string, flags: Flags, command: Command) =>
      take(command, flags, {
        done: 'paused',
        isDestructive: false,
        preview: ({ db }, by) => previewPause(db.read, by, directoryId),
        run: async ({ db }, by) => {
          const directory = await pauseDirectory(db, by, directoryId)
          return { directory, effect: await holdingOf(db.read, directory) }
        },
      }),
  )

const resumeCommand = (): Command =>
  stepCommand('resume', 'Let a paused directory take everything again, with the same tokens.').action(
    (directoryId: string, flags: Flags, command: Command) =>
      take(command, flags, {
        done: 'resumed',
        isDestructive: false,
        preview: ({ db }, by) => previewResume(db.read, by, directoryId),
        run: async ({ db }, by) => {
          const directory = await resumeDirectory(db, by, directoryId)
          return { directory, effect: await holdingOf(db.read, directory) }
        },
      }),
  )

const replaceCommand = (): Command =>
  destructive(stepCommand('replace', 'Let another directory take over: who is known in both stays in, who is not is out.'))
    .requiredOption('--with <id>', 'the directory that takes over, dir_…')
    .option('--no-carry-limits', 'let the limits of groups end, instead of carrying them to the groups of the same name')
    .action((directoryId: string, flags: Flags & { with: string; carryLimits: boolean }, command: Command) => {
      const wanted = { directoryId, withId: flags.with, carriesLimits: flags.carryLimits }
      return take(command, flags, {
        done: `detached, ${flags.with} took over`,
        isDestructive: true,
        preview: ({ db }, by) => previewReplacement(db.read, by, wanted),
        run: ({ db, environment }, by) => replaceDirectory(db, environment, by, wanted),
      })
    })

const deleteCommand = (): Command =>
  destructive(stepCommand('delete', 'Delete a directory for good: who is in by it alone is out. Ledger and history stay.')).action(
    (directoryId: string, flags: Flags, command: Command) =>
      take(command, flags, {
        done: 'deleted',
        isDestructive: true,
        preview: ({ db }, by) => previewDeletion(db.read, by, directoryId),
        run: ({ db, environment }, by) => deleteDirectory(db, environment, by, directoryId),
      }),
  )

const stepCommand = (name: string, description: string): Command =>
  teamwork(withSettings(new Command(name).description(description), 'data'))
    .argument('<directory>', 'its id, dir_…')
    .option('--dry-run', 'change nothing, and tell whom it would affect')

const destructive = (command: Command): Command => command.option('--yes', 'do it; without this only the preview is shown')

function take(command: Command, { dryRun, yes }: Flags, { done, isDestructive, preview, run }: Step): Promise<void> {
  return inSession(command, async (session) => {
    const by = session.as((await session.team()).teamId)
    const isWanted = dryRun !== true && (yes === true || !isDestructive)
    const { directory, effect } = isWanted ? await run(session, by) : await preview(session, by)
    const heading = isWanted ? `Directory ${directory.name} is ${done}.` : `Nothing was changed. Directory ${directory.name} would be ${done}.`
    const facts = { dryRun: !isWanted, directoryId: directory.directoryId, status: directory.status, effect: toEffectShape(effect) }
    say(command, [heading, ...describeEffect(effect)].join('\n'), facts)
    if (isWanted || dryRun === true) return
    console.error('To do it, add --yes.')
    process.exitCode = notDone
  })
}

function describeEffect(effect: Effect): string[] {
  const { users, groups, out, staying, matched, keptOwners, carriedLimits, endedLimits, endedTokens } = effect
  const names = out.first.slice(0, 10).map(({ email, memberId }) => email ?? memberId)
  const lines: [count: number, line: string][] = [
    [out.count, `Out of the team: ${out.count} (${names.join(', ')}${out.count > names.length ? ', …' : ''})`],
    [staying.count, `Stay in through another directory: ${staying.count}`],
    [matched.count, `Of those, recognised by their userName: ${matched.count}`],
    [keptOwners.count, `Kept as the last active owner: ${keptOwners.first.map(({ email, memberId }) => email ?? memberId).join(', ')}`],
    [carriedLimits.count, `Limits carried over: ${carriedLimits.first.map(({ displayName }) => displayName).join(', ')}`],
    [endedLimits.count, `Limits that end: ${endedLimits.first.map(({ displayName }) => displayName).join(', ')}`],
    [endedTokens.count, `Tokens that end: ${endedTokens.first.map(({ name, prefix }) => `${name} (${prefix}…)`).join(', ')}`],
  ]
  return [`It holds ${users} users and ${groups} groups.`, ...lines.filter(([count]) => count > 0).map(([, line]) => line)]
}
