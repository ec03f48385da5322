import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listOf } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { OfResourceType, SchemaBody, SchemaShape, toAttributes, toSchemaShape } from './schema-shape.ts'
import { listSchemas, removeSchema, requireSchema, setSchema } from './schemas.ts'

const OfDirectory = z.object({ directory: z.string().max(100) })
/** `schema` is a URN, or a name that stands for one: that of users, unless `resource_type` says otherwise. */
const OfSchema = OfDirectory.extend({ schema: z.string().max(600) })

/** The schemas that a team adds to a directory. They are few, so a list is one page. */
export const schemaRoutes: FastifyPluginAsyncZod<{ db: Db }> = async (app, { db }) => {
  app.get('/directories/:directory/schemas', {
    config: { permission: 'directory_setup:read' },
    schema: {
      operationId: 'listSchemas',
      summary: 'List the schemas that were added to a directory',
      params: OfDirectory,
      response: { 200: listOf(SchemaShape) },
    },
    handler: async ({ actor, params }) => ({ items: (await listSchemas(db.read, actor, params.directory)).map(toSchemaShape), next_cursor: null }),
  })
  app.get('/directories/:directory/schemas/:schema', {
    config: { permission: 'directory_setup:read' },
    schema: {
      operationId: 'getSchema',
      summary: 'Read a schema of a directory',
      params: OfSchema,
      querystring: OfResourceType,
      response: { 200: SchemaShape },
    },
    handler: async ({ actor, params, query }) => toSchemaShape(await requireSchema(db.read, actor, addressOf(params, query))),
  })
  app.put('/directories/:directory/schemas/:schema', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'setSchema',
      summary: 'Set a schema of a directory, as a whole',
      params: OfSchema,
      body: SchemaBody,
      response: { 200: SchemaShape },
    },
    handler: async ({ actor, params, body }) => {
      const { name, description } = body
      return toSchemaShape(await setSchema(db, actor, addressOf(params, body), { name, description, attributes: toAttributes(body) }))
    },
  })
  app.delete('/directories/:directory/schemas/:schema', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'removeSchema',
      summary: 'Take a schema out of a directory; its values are kept',
      params: OfSchema,
      querystring: OfResourceType,
      response: { 204: z.void() },
    },
    handler: async ({ actor, params, query }, reply) => {
      await removeSchema(db, actor, addressOf(params, query))
      return reply.code(204).send()
    },
  })
}

const addressOf = ({ directory, schema }: z.infer<typeof OfSchema>, { resource_type: resourceType }: z.infer<typeof OfResourceType>) => ({
  directoryId: directory,
  schema,
  resourceType,
})
