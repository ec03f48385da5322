import type { FastifyPluginAsync } from 'fastify'
import type { JsonObject } from '../kernel/json.ts'
import { apiPage } from '../pages/api-page.ts'

/** The API's document, and a page to read it. Everybody may: it tells what can be asked, and nothing of any team. */
export const apiDocs: FastifyPluginAsync = async (app) => {
  const document = () => JSON.parse(JSON.stringify(app.swagger())) as JsonObject // as JSON has it
  app.get('/docs/api', async (_request, reply) => reply.page(200, apiPage(document())))
  app.get('/docs/api/openapi.json', async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(document(), null, 2)),
  )
}
