import type { FastifyPluginAsync } from 'fastify'
import type { JsonObject } from '../kernel/json.ts'
import { apiPage } from '../pages/api-page.ts'
import type { Page } from '../pages/layout.ts'

/** The API's document, and a page to read it. Everybody may: it tells what can be asked, and nothing of any team. */
export const apiDocs: FastifyPluginAsync = async (app) => {
  // Made once, when it is first asked for: it is a megabyte, and of no request.
  let made: { text: string; page: Page } | undefined
  const make = () => {
    const text = JSON.stringify(app.swagger(), null, 2)
    return { text, page: apiPage(JSON.parse(text) as JsonObject) } // as JSON has it
  }
  app.get('/docs/api', async (_request, reply) => reply.page(200, (made ??= make()).page))
  app.get('/docs/api/openapi.json', async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send((made ??= make()).text),
  )
}
