/** The rules of the house that a tool can hold. oxlint names the one that broke: `house(scim-is-pure)`. Tests are free of them. */
import { relative, sep } from 'node:path'
import { dirname, resolve } from 'node:path/posix'
import { definePlugin, type Context, type ESTree, type Visitor } from '@oxlint/plugins'

const base = 'kernel pages store journal teams'
const features = `${base} access directory members sso spend`
/** The parts of the server, lowest first, each with the parts beneath it that it may import. A folder without a row may import none. */
const beneath = new Map([
  ['kernel', ''],
  ['pages', 'kernel'],
  ['store', 'kernel'],
  ['journal', 'kernel store'],
  ['teams', 'kernel store journal'],
  ['access', base],
  ['directory', `${base} access`],
  ['members', `${base} access directory`],
  ['sso', `${base} access directory members`],
  ['spend', `${base} access directory members`],
  ['provisioning', features],
  ['diagnostics', `${features} provisioning`],
  ['reports', `${features} provisioning`],
  ['http', `${features} provisioning`],
])

const at = (file: string, ...places: string[]) => places.some((place) => file.startsWith(place))
const isRoutes = (file: string) => file.endsWith('.routes.ts')
const isSql = (file: string) => file.endsWith('.sql.ts')
const isTest = (file: string) => at(file, '/test/') || /\.test\.tsx?$/.test(file)
const above = 'app.ts, main.ts, config.ts, cli/ and what lies outside server/'
const partOf = (file: string) => /^\/server\/(?!cli\/)([^/]+)\//.exec(file)?.[1] ?? above
const looksDown = (from: string, to: string) => from === above || from === to || beneath.get(from)?.split(' ').includes(to)

/** Which import is wrong, and why. A file of ours is written from the root, `/scim/patch.ts`; what is not ours keeps its name, `kysely`. */
const imports: Record<string, [why: string, isWrong: (from: string, to: string) => boolean]> = {
  'scim-is-pure': ['scim/ imports only itself', (from, to) => at(from, '/scim/') && !at(to, '/scim/')],
  'scim-stays-near': [
    'only directory/, provisioning/, http/scim.ts and conformance/ know SCIM',
    (from, to) =>
      at(to, '/scim/') &&
      !at(from, '/scim/', '/server/directory/', '/server/provisioning/', '/server/http/scim.ts', '/conformance/') &&
      !(at(from, '/server/diagnostics/') && at(to, '/scim/providers/')) &&
      !(from === '/server/kernel/fold.ts' && to === '/scim/fold.ts'),
  ],
  'features-look-down': [
    'a part of the server imports itself and what lies beneath it',
    (from, to) => at(to, '/server/') && !looksDown(partOf(from), partOf(to)),
  ],
  'fastify-in-routes': [
    'Fastify is for .routes.ts, http/ and app.ts',
    (from, to) => at(to, 'fastify', '@fastify/') && !isRoutes(from) && !at(from, '/server/http/', '/server/app.ts'),
  ],
  'routes-in-app': ['only app.ts mounts routes', (from, to) => isRoutes(to) && from !== '/server/app.ts'],
  'sql-stays-home': ['ask another feature by its use cases and rules', (from, to) => isSql(to) && dirname(from) !== dirname(to)],
  'kysely-in-sql': [
    'Kysely is for .sql.ts and store/; a use case sees Db and Trx',
    (from, to) => at(to, 'kysely') && !isSql(from) && !at(from, '/server/store/'),
  ],
  'web-sees-the-api': [
    'of ours, web/ and client/ see the types of openapi.json',
    (from, to) => at(to, '/') && ['/web/', '/client/'].some((own) => at(from, own) && !at(to, own, '/openapi.d.ts', '/docs/idp/')),
  ],
  'nobody-imports-the-top': [
    'web/, client/ and tests are imported by nobody, main.ts and cli/ by the programs: cli/, bin/, demo/',
    (from, to) =>
      isTest(to) ||
      (at(to, '/web/', '/client/') && !at(from, '/web/', '/client/')) ||
      (at(to, '/server/main.ts', '/server/cli/') && !at(from, '/server/cli/', '/bin/', '/demo/')),
  ],
}

/** What server/ and scim/ write in one place alone: why, the place, and the syntax as a selector. */
const homes: Record<string, [why: string, isHome: (file: string) => boolean, syntax: string]> = {
  'env-in-config': [
    'process.env is read in config.ts',
    (file) => file === '/server/config.ts',
    'MemberExpression[object.name=process][property.name=env]',
  ],
  'environment-brings-it': [
    'time, randomness and new ids come from the Environment',
    (file) => file === '/server/kernel/environment.ts',
    [
      'NewExpression[callee.name=Date][arguments.length=0]',
      'MemberExpression[object.name=/^(Date|performance)$/][property.name=now]',
      'MemberExpression[object.name=Temporal][property.name=Now]',
      'MemberExpression[object.name=Math][property.name=random]',
      'Identifier[name=/^(randomUUID|randomBytes|randomInt|getRandomValues)$/]',
    ].join(),
  ],
  'dialect-in-store': [
    'a branch on the dialect stands in store/dialect.ts',
    (file) => file === '/server/store/dialect.ts',
    ':matches(BinaryExpression, SwitchCase) > Literal[value=/^(sqlite|postgres)/]',
  ],
  'reports-only-read': [
    'reports/ writes nothing',
    (file) => !at(file, '/server/reports/'),
    'MemberExpression[property.name=/^(insertInto|updateTable|deleteFrom|mergeInto|replaceInto)$/]',
  ],
}

/** The file that is read, from the root, where this file lies. */
const fileOf = (context: Context) => `/${relative(import.meta.dirname, context.filename).replaceAll(sep, '/')}`

function onImports(context: Context, why: string, isWrong: (from: string, to: string) => boolean): Visitor {
  const from = fileOf(context)
  const check = (node: ESTree.Node & { source: ESTree.Expression | null }) => {
    if (node.source?.type !== 'Literal' || typeof node.source.value !== 'string') return
    const to = node.source.value.startsWith('.') ? resolve(dirname(from), node.source.value) : node.source.value
    if (isWrong(from, to)) context.report({ node, message: `${why}: ${from} imports ${to}` })
  }
  return { ImportDeclaration: check, ImportExpression: check, TSImportType: check, ExportNamedDeclaration: check, ExportAllDeclaration: check }
}

function onSyntax(context: Context, why: string, isHome: (file: string) => boolean, syntax: string): Visitor {
  const file = fileOf(context)
  if (isHome(file) || !at(file, '/server/', '/scim/')) return {}
  return { [syntax]: (node: ESTree.Node) => context.report({ node, message: why }) }
}

/** An `as` or `!` has a comment on its line or the one above. `as const` asserts nothing. */
function onAssertion(context: Context): Visitor {
  const check = (node: ESTree.TSAsExpression | ESTree.TSNonNullExpression) => {
    const { line } = node.loc.start
    const isSaid = context.sourceCode.getAllComments().some(({ loc }) => loc.end.line === line || loc.end.line === line - 1)
    if (!isSaid && !context.sourceCode.getText(node).endsWith('as const'))
      context.report({ node, message: 'a comment says why this assertion is true' })
  }
  return { TSAsExpression: check, TSNonNullExpression: check }
}

const rule = (visit: (context: Context) => Visitor) => ({ create: (context: Context) => (isTest(fileOf(context)) ? {} : visit(context)) })

export default definePlugin({
  meta: { name: 'house' },
  rules: {
    ...Object.fromEntries(Object.entries(imports).map(([name, facts]) => [name, rule((context) => onImports(context, ...facts))])),
    ...Object.fromEntries(Object.entries(homes).map(([name, facts]) => [name, rule((context) => onSyntax(context, ...facts))])),
    'assertions-say-why': rule(onAssertion),
  },
})
