import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Json } from '../../scim/json.ts'
import { parsePatch } from '../../scim/patch.ts'
import { toEntityTag } from '../../scim/preconditions.ts'
import { parseResource } from '../../scim/resource.ts'
import { requireUser, type DirectoryUser } from '../directory/users.ts'
import { renderUsers } from './answers.ts'
import { patchUser, replaceUser } from './change-user.ts'
import { createUser } from './create-user.ts'
import { scopeOf } from './sent.ts'
import { deleteUser } from './delete-user.ts'
import { isKnown, parseQuery, preconditionsOf } from './scim-query.ts'
import type { ScimRoutesOptions } from './scim-routes-options.ts'

type Named = { Params: { id: string } }

/** RFC 7644 §3 for users. */
export const scimUserRoutes: FastifyPluginAsync<ScimRoutesOptions> = async (app, { db, environment, baseUrlOf }) => {
  const headersOf = ({ directoryId, userId, version }: DirectoryUser) => ({
    location: `${baseUrlOf(directoryId)}/Users/${userId}`,
    etag: toEntityTag(version),
  })
  const answer = async (request: FastifyRequest, reply: FastifyReply, status: number, user: DirectoryUser) => {
    const [resource = {}] = await renderUsers(
      db.read,
      request.directory,
      request.types,
      baseUrlOf(user.directoryId),
      [user],
      parseQuery(request.query),
    )
    return reply.scim(status, resource, headersOf(user))
  }

  app.post('/Users', { config: { operation: 'create_user' } }, async (request, reply) => {
    const sent = parseResource(request.body as Json, request.types.user) // the shell parsed it from JSON
    return answer(request, reply, 201, await createUser(db, environment, request.directory, request.types, sent))
  })

  app.get<Named>('/Users/:id', { config: { operation: 'get_user' } }, async (request, reply) => {
    const user = await requireUser(db.read, scopeOf(request.directory), request.params.id)
    return isKnown(request, user.version) ? reply.scim(304, undefined, headersOf(user)) : answer(request, reply, 200, user)
  })

  app.put<Named>('/Users/:id', { config: { operation: 'replace_user' } }, async (request, reply) => {
    const sent = parseResource(request.body as Json, request.types.user) // the shell parsed it from JSON
    return answer(request, reply, 200, await replaceUser(db, request.directory, request.types, request.params.id, sent, preconditionsOf(request)))
  })

  app.patch<Named>('/Users/:id', { config: { operation: 'patch_user' } }, async (request, reply) => {
    const sent = parsePatch(request.body as Json, request.types.user) // the shell parsed it from JSON
    return answer(request, reply, 200, await patchUser(db, request.directory, request.types, request.params.id, sent, preconditionsOf(request)))
  })

  app.delete<Named>('/Users/:id', { config: { operation: 'delete_user' } }, async (request, reply) => {
    await deleteUser(db, request.directory, request.params.id, preconditionsOf(request))
    return reply.scim(204, undefined)
  })
}
