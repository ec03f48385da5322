import { listCases, runConformance } from './conformance.ts'
import { NotReady } from './connect.ts'
import { Unreachable } from './http.ts'
import { Misuse, parseOptions, usage, type Options } from './options.ts'

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2), process.env)
    if (!options) {
      process.stdout.write(usage)
      return 0
    }
    return await start(options)
  } catch (error) {
    if (error instanceof Misuse) process.stderr.write(`${error.message}\n\n${usage}`)
    else if (error instanceof NotReady) process.stderr.write(`${error.message}\n`)
    else if (error instanceof Unreachable) process.stderr.write(`The server cannot be reached: ${error.message}.\n`)
    else throw error
    return 2
  }
}

async function start(options: Options): Promise<number> {
  if (options.insecure) allowAnyCertificate()
  const print = (text: string) => void process.stdout.write(text)
  if (options.list) {
    await listCases(options, print)
    return 0
  }
  const { exitCode } = await runConformance(options, print, process.stdout.hasColors?.() ?? false, (stop) => {
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
  return exitCode
}

/** Node reads this when it connects, and has no other switch for its own fetch. It warns of it, which whoever asked for it knows. */
function allowAnyCertificate(): void {
  process.removeAllListeners('warning')
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
}
