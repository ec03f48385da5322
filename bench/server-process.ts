import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Question, Usage } from './probe.ts'

/** A server in a process of its own, with the probe in it. */
export type ServerProcess = {
  url: URL
  ask: (question: Question) => Promise<Usage>
  stop: () => Promise<void>
}

/** Starts a program that says `ready at <url>` on standard error once it listens. Throws what else it says where it ends before that. */
export async function startServerProcess(program: string, parameters: readonly string[]): Promise<ServerProcess> {
  const probe = fileURLToPath(new URL('probe.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', probe, fileURLToPath(new URL(program, import.meta.url)), ...parameters], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  return {
    url: new URL(await readyAt(child)),
    ask: async (question) => {
      child.send(question)
      const [usage] = await once(child, 'message')
      return usage as Usage // the probe sends nothing else
    },
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

function readyAt(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const url = /ready at (\S+)\n/.exec(said)?.[1]
      if (url === undefined) return
      resolve(url)
      child.stderr?.removeAllListeners('data').pipe(process.stderr)
    })
    child.once('exit', () => reject(new Error(`The server ended: ${said}`)))
  })
}
