import { join } from 'node:path'
import type { ServerProcess } from './server-process.ts'

/** Runs something, and writes what a server did meanwhile to `<name>.cpuprofile`, where a folder is given. */
export async function withProfile<Value>(
  server: ServerProcess | undefined,
  folder: string | undefined,
  name: string,
  run: () => Promise<Value>,
): Promise<Value> {
  if (!server || folder === undefined) return run()
  await server.ask({ ask: 'profile' })
  const value = await run()
  await server.ask({ ask: 'end-profile', file: join(folder, `${name.replaceAll(' ', '-')}.cpuprofile`) })
  return value
}
