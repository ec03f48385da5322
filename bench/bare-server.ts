/**
 * What Purser is measured against: the least honest work for the same answers. It looks the token up, keeps each resource as the text that it
 * answers, and knows no filter, no PATCH and no person but those of this benchmark. Below `/scim/v2/own` each write has a commit of its own,
 * below `/scim/v2/shared` those that come at the same time share one.
 */
import { hash, randomUUIDv7 } from 'node:crypto'
// oxlint-disable-next-line house/fastify-in-routes -- a server of its own, and no part of Purser
import fastify, { type FastifyPluginAsync } from 'fastify'
import { ownCommits, sharedCommits, type Commit } from './bare-commits.ts'
import { openBareStore } from './bare-store.ts'

const [file = '', token = '', logLevel = 'warn'] = process.argv.slice(2)
const store = openBareStore(file)
store.insertCredential.run(hash('sha256', token))

type Refused = { status: number }
const refused = (status: number) => Object.assign(new Error('refused'), { status } satisfies Refused)

const app = fastify({ logger: { level: logLevel, stream: process.stderr }, disableRequestLogging: true, bodyLimit: 8 * 1024 * 1024 })
app.removeAllContentTypeParsers()
app.addContentTypeParser('application/scim+json', { parseAs: 'string' }, async (_request: unknown, body: string) => JSON.parse(body))
app.addHook('onRequest', async ({ headers: { authorization = '' } }) => {
  if (!store.findCredential.get(hash('sha256', authorization.slice('Bearer '.length)))) throw refused(401)
})
app.setErrorHandler<Error & Partial<Refused>>((error, _request, reply) => {
  const status = error.status ?? (error.message.startsWith('UNIQUE') ? 409 : 500)
  return reply.code(status).send({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail: error.message })
})

type Resource = { [key: string]: unknown }
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const metaOf = (resourceType: string, location: string, at: string) => ({ resourceType, created: at, lastModified: at, location, version: 'W/"1"' })

const routes: FastifyPluginAsync<{ commit: Commit }> = async (scim, { commit }) => {
  scim.addHook('onSend', async (_request, reply) => void reply.header('content-type', 'application/scim+json'))

  scim.post<{ Body: Resource }>('/Users', async (request, reply) => {
    // Neither is kept. Who is looked up here is in no group, so the answer has an empty list.
    const { password: _password, groups: _groups, schemas: _schemas, ...sent } = request.body
    const id = `usr_${randomUUIDv7()}`
    const location = `${origin}${scim.prefix}/Users/${id}`
    const meta = metaOf('User', location, new Date().toISOString())
    const answer = JSON.stringify({ schemas: [userSchema], id, ...sent, groups: [], meta })
    await commit(() => store.insertUser.run(id, String(sent['userName']).toLowerCase(), answer))
    return reply.code(201).header('location', location).send(answer)
  })

  scim.get<{ Querystring: { filter: string } }>('/Users', async (request, reply) => {
    const [, name = ''] = /^userName eq "([^"]+)"$/.exec(request.query.filter) ?? []
    const found = store.findUser.get(name.toLowerCase())
    const count = found ? 1 : 0
    return reply.send(
      `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":${count},"startIndex":1,"itemsPerPage":${count},"Resources":[${found ? String(found['answer']) : ''}]}`,
    )
  })

  scim.post<{ Body: { displayName: string } }>('/Groups', async (request, reply) => {
    const { displayName } = request.body
    const id = `grp_${randomUUIDv7()}`
    const location = `${origin}${scim.prefix}/Groups/${id}`
    const at = new Date().toISOString()
    const answer = JSON.stringify({ schemas: [groupSchema], id, displayName, members: [], meta: metaOf('Group', location, at) })
    await commit(() => store.insertGroup.run(id, displayName.toLowerCase(), at, answer))
    return reply.code(201).header('location', location).send(answer)
  })

  type Operation = { op: string; path: string; value?: { value: string }[] }
  scim.patch<{ Params: { id: string }; Body: { Operations: Operation[] } }>('/Groups/:id', async (request, reply) => {
    const { id } = request.params
    const at = new Date().toISOString()
    await commit(() => {
      if (store.touchGroup.run(at, id).changes === 0) throw refused(404)
      for (const { op, path, value = [] } of request.body.Operations) {
        if (op === 'add') for (const member of value) store.insertEdge.run(id, member.value, at)
        else store.deleteEdge.run(id, /^members\[value eq "([^"]+)"\]$/.exec(path)?.[1] ?? '')
      }
    })
    return reply.code(204).send()
  })
}

let origin = ''
app.register(routes, { prefix: '/scim/v2/own', commit: ownCommits(store) })
app.register(routes, { prefix: '/scim/v2/shared', commit: sharedCommits(store) })
origin = await app.listen({ host: '127.0.0.1', port: 0 })
process.once('SIGTERM', () => void app.close().then(() => store.close()))
console.error(`The bare server is ready at ${origin}`)
