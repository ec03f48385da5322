import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { SessionLife } from '../access/sessions.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { listOf, PageQuery } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { GroupOfPerson, pageGroupsOfPerson } from './groups-of-person.ts'
import { Person, Profile, readPerson, readProfile, readSignInState, SignInState } from './person.ts'

const OfPerson = z.object({ user: z.string().max(600) })

/** One person, by whatever name: who they are here, what their identity provider says of them, and how they come in. */
export const personRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors; sessionLife: SessionLife }> = async (
  app,
  { db, cursors, sessionLife },
) => {
  app.get('/users/:user', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'getUser',
      summary: 'Find a person by any name: the member, with its directory users',
      params: OfPerson,
      response: { 200: Person },
    },
    handler: ({ actor, params }) => readPerson(db.read, actor.teamId, params.user),
  })
  app.get('/users/:user/groups', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listGroupsOfUser',
      summary: 'List the groups that hold a person directly, since when, and by which request',
      params: OfPerson,
      querystring: PageQuery,
      response: { 200: listOf(GroupOfPerson) },
    },
    handler: ({ actor, params, query }) => pageGroupsOfPerson(db.read, cursors, actor.teamId, params.user, query),
  })
  app.get('/users/:user/profile', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'getUserProfile',
      summary: 'Read what the identity provider says of a person, what of it is not used, and how it last said so',
      params: OfPerson,
      response: { 200: Profile },
    },
    handler: ({ actor, params }) => readProfile(db.read, actor.teamId, params.user),
  })
  app.get('/users/:user/sign_in', {
    config: { permission: 'sessions:read' },
    schema: {
      operationId: 'getUserSignIn',
      summary: 'Tell how a person comes in, when they last did, and whether by another address than the directory’s',
      params: OfPerson,
      response: { 200: SignInState },
    },
    handler: ({ actor, params }) => readSignInState(db.read, actor, sessionLife, params.user),
  })
}
