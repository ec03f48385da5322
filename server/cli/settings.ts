import { Command } from 'commander'
import { settings, type Config, readConfig } from '../config.ts'
import { findAddress } from '../listening.ts'

/** The flag of a setting: PURSER_DATA_DIR is `--data-dir`. */
export const flagOf = (name: string): string =>
  `--${name
    .replace(/^PURSER_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`

// Host and port tell what the addresses begin with that a command prints, where there is no public URL and no server runs.
const whereTheDataIs = ['PURSER_DATA_DIR', 'PURSER_DATABASE_URL', 'PURSER_SECRET_KEY', 'PURSER_PUBLIC_URL', 'PURSER_HOST', 'PURSER_PORT'] as const

/** Gives a command flags for settings: all of them, or those that tell where the data is. */
export function withSettings(command: Command, which: 'all' | 'data'): Command {
  const names = which === 'all' ? Object.keys(settings) : whereTheDataIs
  for (const [name, { meaning, byDefault }] of Object.entries(settings)) {
    if (names.some((each) => each === name))
      command.option(`${flagOf(name)} <value>`, `${meaning}${byDefault === undefined ? '' : ` (default: ${byDefault})`} [${name}]`)
  }
  return command
}

/** The configuration by a command's flags and the environment. Throws ConfigError. */
export function configOf(command: Command): Config {
  const given: Record<string, unknown> = command.opts()
  const flags: Partial<Record<string, string>> = {}
  for (const name of Object.keys(settings)) {
    const value = given[camelCase(flagOf(name).slice(2))]
    if (typeof value === 'string') flags[name] = value
  }
  return readConfig(flags)
}

/** How clients reach the server: by the public URL, or where the server of the data folder listens, or where one with this configuration would. */
export const urlOf = (config: Config): string => config.publicUrl ?? findAddress(config) ?? wouldListenAt(config)

/** Everywhere is, from here, the machine itself. */
function wouldListenAt({ host, port }: Config): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** Tells whoever hands a link on what it begins with, where nobody said how people reach the server. On standard error: the answer is for scripts too. */
export function tellAssumedUrl(config: Config): void {
  if (config.publicUrl !== undefined) return
  const found = findAddress(config)
  const why =
    found === undefined
      ? 'where a server with this configuration would listen; none was found running'
      : 'where the server of this data folder listens'
  console.error(
    `The link begins with ${found ?? wouldListenAt(config)}, ${why}. If people reach the server elsewhere, set PURSER_PUBLIC_URL or give --public-url, for the server too.`,
  )
}

const camelCase = (flag: string) => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
