import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Json } from '../../scim/json.ts'
import { parsePatch } from '../../scim/patch.ts'
import { toEntityTag } from '../../scim/preconditions.ts'
import { parseResource } from '../../scim/resource.ts'
import { requireGroup, type DirectoryGroup } from '../directory/groups.ts'
import { listFewMembers } from '../directory/memberships.ts'
import { renderGroup, renderGroups } from './answers.ts'
import { patchGroup, replaceGroup } from './change-group.ts'
import { createGroup } from './create-group.ts'
import { scopeOf } from './sent.ts'
import { deleteGroup } from './delete-group.ts'
import { isKnown, parseQuery, preconditionsOf } from './scim-query.ts'
import type { ScimRoutesOptions } from './scim-routes-options.ts'

type Named = { Params: { id: string } }

/** A PATCH of a group with more members is answered without a body: to show them all would cost what the group holds, not what changed. */
const membersShown = 50

/** RFC 7644 §3 for groups. */
export const scimGroupRoutes: FastifyPluginAsync<ScimRoutesOptions> = async (app, { db, environment, baseUrlOf }) => {
  const headersOf = ({ directoryId, groupId, version }: DirectoryGroup) => ({
    location: `${baseUrlOf(directoryId)}/Groups/${groupId}`,
    etag: toEntityTag(version),
  })
  const answer = async (request: FastifyRequest, reply: FastifyReply, status: number, group: DirectoryGroup) => {
    const [resource = {}] = await renderGroups(
      db.read,
      request.directory,
      request.types,
      baseUrlOf(group.directoryId),
      [group],
      parseQuery(request.query),
    )
    return reply.scim(status, resource, headersOf(group))
  }

  app.post('/Groups', { config: { operation: 'create_group' } }, async (request, reply) => {
    const sent = parseResource(request.body as Json, request.types.group) // the shell parsed it from JSON
    return answer(request, reply, 201, await createGroup(db, environment, request.directory, request.types, sent))
  })

  app.get<Named>('/Groups/:id', { config: { operation: 'get_group' } }, async (request, reply) => {
    const group = await requireGroup(db.read, scopeOf(request.directory), request.params.id)
    return isKnown(request, group.version) ? reply.scim(304, undefined, headersOf(group)) : answer(request, reply, 200, group)
  })

  app.put<Named>('/Groups/:id', { config: { operation: 'replace_group' } }, async (request, reply) => {
    const sent = parseResource(request.body as Json, request.types.group) // the shell parsed it from JSON
    return answer(request, reply, 200, await replaceGroup(db, request.directory, request.types, request.params.id, sent, preconditionsOf(request)))
  })

  app.patch<Named>('/Groups/:id', { config: { operation: 'patch_group' } }, async (request, reply) => {
    const sent = parsePatch(request.body as Json, request.types.group) // the shell parsed it from JSON
    const group = await patchGroup(db, request.directory, request.types, request.params.id, sent, preconditionsOf(request))
    const { attributes, excludedAttributes } = parseQuery(request.query)
    if (attributes !== undefined || excludedAttributes !== undefined) return answer(request, reply, 200, group)
    const members = await listFewMembers(db.read, request.directory, group.groupId, membersShown)
    if (!members) return reply.scim(204, undefined, headersOf(group))
    return reply.scim(200, renderGroup(baseUrlOf(group.directoryId), request.types.group, group, members), headersOf(group))
  })

  app.delete<Named>('/Groups/:id', { config: { operation: 'delete_group' } }, async (request, reply) => {
    await deleteGroup(db, request.directory, request.params.id, preconditionsOf(request))
    return reply.scim(204, undefined)
  })
}
