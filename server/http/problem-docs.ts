import type { FastifyPluginAsync } from 'fastify'
import { declaredRefusals, listKinds, refusal } from '../kernel/refusal.ts'
import { problemDoc, problemIndex } from '../pages/problem-docs.ts'
import { faultKinds } from './faults.ts'

const problemUnknown = refusal({ code: 'not-found', status: 404, title: 'Nothing here' })

/** Where the `type` of a problem leads (RFC 9457 §3.1.1): a page for each of what is declared, and one for all. Everybody may read them. */
export const problemDocs: FastifyPluginAsync<{ publicUrl: () => string }> = async (app, { publicUrl }) => {
  const kinds = () => listKinds([...declaredRefusals, ...faultKinds])
  const at = () => `${publicUrl()}/problems`
  app.get('/problems', async ({ language }, reply) => reply.page(200, problemIndex(kinds(), at(), language)))
  app.get<{ Params: { code: string } }>('/problems/:code', async ({ params, language }, reply) => {
    const kind = kinds().find(({ code }) => code === params.code)
    if (!kind) throw problemUnknown(`There is no problem of the code "${params.code.slice(0, 100)}". All are at ${at()}.`)
    return reply.page(200, problemDoc(kind, at(), language))
  })
}
