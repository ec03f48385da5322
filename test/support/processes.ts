import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const entry = 'bin/purser.js'

/** Runs a command to its end. */
export async function runPurser(args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [entry, ...args], { env })
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string } // what execFile rejects with when a command fails
    return { code, stdout, stderr }
  }
}

export type RunningServer = { url: string; process: ChildProcess; log: string[]; kill: (signal: NodeJS.Signals) => Promise<number | null> }

/** Starts `purser serve` as a process of its own and waits until it is ready. */
export async function servePurser(env: NodeJS.ProcessEnv): Promise<RunningServer> {
  const child = spawn(process.execPath, [entry, 'serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const log: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line)
      const ready = /^Purser is ready at (\S+)$/.exec(line)?.[1]
      if (ready !== undefined) resolve(ready)
    })
    child.once('exit', (code) => reject(new Error(`purser serve ended with ${code}:\n${log.join('\n')}`)))
  })
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
    return child.exitCode
  }
  return { url, process: child, log, kill }
}
