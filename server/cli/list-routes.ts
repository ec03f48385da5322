import { buildApp } from '../app.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { openDatabase } from '../store/open.ts'
import type { DeclaredRoute } from './security-page.ts'

/** The routes of the API and their permissions, from a server that is made and never listens. */
export async function listRoutes(): Promise<DeclaredRoute[]> {
  const routes: DeclaredRoute[] = []
  const db = openDatabase('sqlite::memory:')
  const app = buildApp({
    db,
    environment: realEnvironment,
    secretKeys: [],
    publicUrl: () => 'http://127.0.0.1',
    sessionLife: { idleSeconds: 0, longestSeconds: 0 },
    signInRate: 0,
    onRoute: ({ method, url, config }) => {
      for (const each of [method].flat()) if (config?.lacksMethod !== true) routes.push({ method: each, url, permission: config?.permission })
    },
  })
  await app.ready()
  await app.close()
  await db.close()
  return routes.filter(({ url }) => url.startsWith('/v1/'))
}
