import { buildApp, type AppOptions } from '../app.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { openDatabase } from '../store/open.ts'
import type { DeclaredRoute } from './security-page.ts'

/** Makes a server that never listens, to ask it what it would serve. */
async function withApp<Answer>(ask: (app: ReturnType<typeof buildApp>) => Answer, onRoute: NonNullable<AppOptions['onRoute']>): Promise<Answer> {
  const db = openDatabase('sqlite::memory:')
  const app = buildApp({
    db,
    environment: realEnvironment,
    secretKeys: [],
    publicUrl: () => 'http://127.0.0.1',
    sessionLife: { idleSeconds: 0, longestSeconds: 0 },
    signInRate: 0,
    authFailureRate: 1,
    onRoute,
  })
  await app.ready()
  const answer = ask(app)
  await app.close()
  await db.close()
  return answer
}

/** The routes of the API and their permissions. */
export async function listRoutes(): Promise<DeclaredRoute[]> {
  const routes: DeclaredRoute[] = []
  await withApp(
    () => {},
    ({ method, url, config }) => {
      for (const each of [method].flat()) if (config?.lacksMethod !== true) routes.push({ method: each, url, permission: config?.permission })
    },
  )
  return routes.filter(({ url }) => url.startsWith('/v1/'))
}

/** The OpenAPI document of the API, as text. */
export const renderOpenApi = async (): Promise<string> =>
  `${JSON.stringify(
    await withApp(
      (app) => app.swagger(),
      () => {},
    ),
    null,
    2,
  )}\n`
