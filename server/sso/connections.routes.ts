import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { hasSecret } from '../access/sealed-secrets.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { toEntityTag } from '../kernel/preconditions.ts'
import type { ConnectionId, ConnectionTestId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { activateConnection, deactivateConnection, deleteConnection } from './connection-life.ts'
import { ConnectionShape, PreviewShape, TestShape, toConnectionShape, toPreviewShape, toTestShape } from './connection-shape.ts'
import { listConnections, requireConnection, type Connection } from './connections.ts'
import type { MappedField } from './oidc/providers.ts'
import { tokenEndpointAuthMethods } from './oidc/settings.ts'
import { fieldForeign, previewUnavailable } from './refusals.ts'
import type { SamlField } from './saml/mapping.ts'
import { changeOidcConnection, createOidcConnection, type WantedOidc } from './set-up-oidc.ts'
import { changeSamlConnection, createSamlConnection, previewSaml, type WantedSaml } from './set-up-saml.ts'
import { beginTest, listConnectionTests } from './test-connection.ts'
import { clientSecretPlace, type SsoTools } from './tools.ts'

const Text = z.string().trim().min(1)
const Claim = Text.max(200).nullable()
const Fields = z.strictObject({
  name: Text.max(200),
  issuer: Text.max(2_000),
  client_id: Text.max(500),
  client_secret: Text.max(2_000),
  /** Of each field the claim that has it; null takes the default again. */
  attribute_mapping: z
    .strictObject({ subject: Claim, email: Claim, first_name: Claim, last_name: Claim, display_name: Claim, groups: Claim } satisfies Record<
      MappedField,
      typeof Claim
    >)
    .partial(),
  /** Whether who signs in first becomes a member. */
  jit: z.boolean(),
  token_endpoint_auth_method: z.enum(tokenEndpointAuthMethods).nullable(),
  /** Which tenant may come, where the issuer is `https://login.microsoftonline.com/organizations/v2.0` or another one of all tenants. */
  entra_tenant_id: z.guid().nullable(),
  /** Whether somebody comes in of whom the provider says `email_verified: false`: the address lies in a verified domain all the same. */
  accept_unverified_email: z.boolean(),
})
const Field = Text.max(500).nullable()
const SamlFields = z.strictObject({
  name: Text.max(200),
  /** The identity provider's metadata, whole. On a connection in use it is a roll-over: the entity id stays, certificates and addresses may change. */
  metadata_xml: Text.max(1_100_000),
  /** Where that is: read now, and then each day. */
  metadata_url: Text.max(2_000).nullable(),
  idp_entity_id: Text.max(1_024),
  sso_url: Text.max(2_048),
  sso_binding: z.enum(['redirect', 'post']),
  slo_url: Text.max(2_048).nullable(),
  /** PEM, or base64 alone. */
  certificates: z.array(Text.max(20_000)).min(1).max(10),
  /** Of each field the identity provider's name for it, or `NameID`; null takes the usual names again. */
  attribute_mapping: z
    .strictObject({ email: Field, first_name: Field, last_name: Field, display_name: Field, groups: Field } satisfies Record<SamlField, typeof Field>)
    .partial(),
  jit: z.boolean(),
  /** Whether the identity provider may begin a sign-in. */
  idp_initiated: z.boolean(),
  /** For old providers alone: SHA-1 can be forged. */
  accept_sha1: z.boolean(),
  /** Whether people prove anew who they are at each sign-in. */
  force_authn: z.boolean(),
})
const NewConnection = z.discriminatedUnion('protocol', [
  Fields.partial().extend({ protocol: z.literal('oidc'), name: Text.max(200) }),
  SamlFields.partial().extend({ protocol: z.literal('saml'), name: Text.max(200) }),
])
const OidcChanges = Fields.partial()
const SamlChanges = SamlFields.partial()
/** Which of them may be there is for the connection's protocol to say. */
const Changes = z.looseObject({ ...SamlChanges.shape, ...OidcChanges.shape, attribute_mapping: z.looseObject({}).optional() })
const DryRun = z.object({ dry_run: z.enum(['true', 'false']).optional() })

const toWanted = (body: z.infer<typeof OidcChanges>): WantedOidc => ({
  name: body.name,
  issuer: body.issuer,
  clientId: body.client_id,
  clientSecret: body.client_secret,
  attributeMapping: body.attribute_mapping,
  jit: body.jit,
  tokenEndpointAuthMethod: body.token_endpoint_auth_method,
  entraTenantId: body.entra_tenant_id,
  acceptUnverifiedEmail: body.accept_unverified_email,
})

const toWantedSaml = (body: z.infer<typeof SamlChanges>): WantedSaml => ({
  name: body.name,
  metadataXml: body.metadata_xml,
  metadataUrl: body.metadata_url,
  idpEntityId: body.idp_entity_id,
  ssoUrl: body.sso_url,
  ssoBinding: body.sso_binding,
  sloUrl: body.slo_url,
  certificates: body.certificates,
  attributeMapping: body.attribute_mapping,
  jit: body.jit,
  idpInitiated: body.idp_initiated,
  acceptSha1: body.accept_sha1,
  forceAuthn: body.force_authn,
})

const OfConnection = z.object({ connection: z.string().max(100) })

/** What a PATCH may have is known once it is known which protocol the connection has. Refuses: connection-field-invalid. */
function requireFields<Parsed>(fields: z.ZodType<Parsed>, body: unknown): Parsed {
  const { success, data, error } = fields.safeParse(body)
  if (success) return data
  const errors = error.issues.map(({ path, message }) => ({ pointer: ['#', ...path].join('/'), detail: message }))
  throw fieldForeign(`${errors.map(({ pointer, detail }) => `${pointer === '#' ? 'body' : pointer}: ${detail}`).join('; ')}.`, { errors })
}

/** Metadata of a megabyte, quoted as JSON. */
const longestBody = 2 * 1024 * 1024

type Options = { tools: SsoTools; cursors: Cursors }

/** The single sign-on connections of a team, and their test sign-ins. */
export const connectionRoutes: FastifyPluginAsyncZod<Options> = async (app, { tools, cursors }) => {
  const { db } = tools
  const shapeOf = async (connection: Connection) =>
    toConnectionShape(connection, await hasSecret(db.read, clientSecretPlace(connection)), tools.publicUrl(), tools.environment.now())
  const tagOf = ({ version }: Connection) => toEntityTag(version)

  app.get('/connections', {
    config: { permission: 'sso:read' },
    schema: {
      operationId: 'listConnections',
      summary: 'List the connections of single sign-on',
      querystring: PageQuery,
      response: { 200: listOf(ConnectionShape) },
    },
    handler: async ({ actor, query: { limit, cursor } }) => {
      const named = [actor.teamId, 'connections']
      const after = cursors.open(named, cursor) as ConnectionId | undefined // sealed below
      const rows = await listConnections(db.read, actor.teamId, { after, limit: limit + 1 })
      const page = toPage(
        rows,
        limit,
        (row) => row,
        ({ connectionId }) => cursors.seal(named, connectionId),
      )
      return { ...page, items: await Promise.all(page.items.map(shapeOf)) }
    },
  })
  app.post('/connections', {
    config: { permission: 'sso:write' },
    // With `?dry_run=true` metadata is read and shown, and nothing is saved.
    schema: {
      operationId: 'createConnection',
      summary: 'Make a connection of single sign-on',
      querystring: DryRun,
      body: NewConnection,
      response: { 200: PreviewShape, 201: ConnectionShape },
    },
    bodyLimit: longestBody,
    handler: async ({ actor, body, query }, reply) => {
      if (query.dry_run === 'true') {
        if (body.protocol !== 'saml') throw previewUnavailable('Only what is read of a SAML identity provider can be previewed.')
        return reply.send(toPreviewShape(await previewSaml(tools, actor, toWantedSaml(body)), actor.at))
      }
      const made =
        body.protocol === 'saml'
          ? await createSamlConnection(tools, actor, { ...toWantedSaml(body), name: body.name })
          : await createOidcConnection(tools, actor, { ...toWanted(body), name: body.name })
      return reply
        .code(201)
        .header('etag', tagOf(made))
        .send(await shapeOf(made))
    },
  })
  app.get('/connections/:connection', {
    config: { permission: 'sso:read' },
    schema: {
      operationId: 'getConnection',
      summary: 'Read a connection, and what it lacks',
      params: OfConnection,
      response: { 200: ConnectionShape },
    },
    handler: async ({ actor, params }, reply) => {
      const connection = await requireConnection(db.read, actor.teamId, params.connection)
      return reply.header('etag', tagOf(connection)).send(await shapeOf(connection))
    },
  })
  app.patch('/connections/:connection', {
    config: { permission: 'sso:write' },
    schema: {
      operationId: 'updateConnection',
      summary: 'Change a connection',
      params: OfConnection,
      querystring: DryRun,
      body: Changes,
      response: { 200: z.union([ConnectionShape, PreviewShape]) },
    },
    bodyLimit: longestBody,
    handler: async ({ actor, params, body, query, headers }, reply) => {
      const { protocol, connectionId } = await requireConnection(db.read, actor.teamId, params.connection)
      const isSaml = protocol === 'saml'
      if (query.dry_run === 'true') {
        if (!isSaml) throw previewUnavailable('Only what is read of a SAML identity provider can be previewed.')
        return reply.send(toPreviewShape(await previewSaml(tools, actor, toWantedSaml(requireFields(SamlChanges, body)), connectionId), actor.at))
      }
      const changed = isSaml
        ? await changeSamlConnection(tools, actor, connectionId, toWantedSaml(requireFields(SamlChanges, body)), headers['if-match'])
        : await changeOidcConnection(tools, actor, connectionId, toWanted(requireFields(OidcChanges, body)), headers['if-match'])
      return reply.header('etag', tagOf(changed)).send(await shapeOf(changed))
    },
  })
  app.delete('/connections/:connection', {
    config: { permission: 'sso:write' },
    schema: {
      operationId: 'deleteConnection',
      summary: 'Delete a connection, and end the sessions that began through it',
      params: OfConnection,
      response: { 204: z.void() },
    },
    handler: async ({ actor, params, headers }, reply) => {
      await deleteConnection(db, actor, params.connection, headers['if-match'])
      return reply.code(204).send()
    },
  })

  app.post('/connections/:connection/activate', {
    config: { permission: 'sso:write' },
    schema: {
      operationId: 'activateConnection',
      summary: 'Let people sign in through a connection',
      params: OfConnection,
      response: { 200: ConnectionShape },
    },
    handler: async ({ actor, params }) => shapeOf(await activateConnection(db, actor, params.connection)),
  })
  app.post('/connections/:connection/deactivate', {
    config: { permission: 'sso:write' },
    schema: {
      operationId: 'deactivateConnection',
      summary: 'Let nobody sign in through a connection any more',
      params: OfConnection,
      response: { 200: ConnectionShape },
    },
    handler: async ({ actor, params }) => shapeOf(await deactivateConnection(db, actor, params.connection)),
  })

  app.post('/connections/:connection/test', {
    config: { permission: 'sso:write' },
    schema: {
      operationId: 'testConnection',
      summary: 'Begin a test sign-in',
      params: OfConnection,
      // To open in a browser; how it ended stands among the tests.
      response: { 200: z.object({ url: z.string(), id: z.string(), expires_at: z.string() }) },
    },
    handler: async ({ actor, params }) => {
      const { test, url } = await beginTest(tools, actor, params.connection)
      return { url, id: test.testId, expires_at: test.expiresAt }
    },
  })
  app.get('/connections/:connection/tests', {
    config: { permission: 'sso:read' },
    schema: {
      operationId: 'listConnectionTests',
      summary: 'List the test sign-ins of a connection, with what was received',
      params: OfConnection,
      querystring: PageQuery,
      response: { 200: listOf(TestShape) },
    },
    handler: async ({ actor, params, query: { limit, cursor } }) => {
      const { connectionId } = await requireConnection(db.read, actor.teamId, params.connection)
      const named = [actor.teamId, 'tests', connectionId]
      const before = cursors.open(named, cursor) as ConnectionTestId | undefined // sealed below
      const rows = await listConnectionTests(db.read, actor.teamId, connectionId, { before, limit: limit + 1 })
      return toPage(rows, limit, toTestShape, ({ testId }) => cursors.seal(named, testId))
    },
  })
}
