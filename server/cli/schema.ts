import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { Command, Option } from 'commander'
import { schemaInvalid } from '../directory/refusals.ts'
import { parseSchemaBody, toAttributes, toSchemaShape } from '../directory/schema-shape.ts'
import { listSchemas, removeSchema, setSchema } from '../directory/schemas.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

export const schemaCommand = (): Command =>
  new Command('schema')
    .description('Attributes of your own for the users and groups of a directory.')
    .addCommand(
      ofDirectory(new Command('list').description('The schemas that were added to a directory.')).action(
        ({ directory }: { directory: string }, command: Command) =>
          inSession(command, async ({ db, team }) => {
            const schemas = (await listSchemas(db.read, await team(), directory)).map(toSchemaShape)
            const lines = schemas.map(({ urn, resource_type: of, attributes }) => `${of}  ${urn}  ${attributes.map(({ name }) => name).join(', ')}`)
            say(command, lines.length > 0 ? lines.join('\n') : 'There are none.', { schemas })
          }),
      ),
    )
    .addCommand(
      ofDirectory(new Command('set').description('Make a schema what a JSON file says. What the file leaves out is taken out.'))
        .argument('<schema>', 'its URN, or a name such as acme for urn:ietf:params:scim:schemas:extension:acme:2.0:User')
        .argument('[file]', 'the JSON file, as docs/scim.md describes it; without one it is read from standard input')
        .action((schema: string, file: string | undefined, { directory }: { directory: string }, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            const body = parseSchemaBody(parseJson(await readSchema(file)))
            const { resource_type: resourceType, name, description } = body
            const wanted = { name, description, attributes: toAttributes(body) }
            const set = toSchemaShape(await setSchema(db, as((await team()).teamId), { directoryId: directory, schema, resourceType }, wanted))
            say(command, `Schema ${set.urn} of ${resourceType}s has ${set.attributes.map((each) => each.name).join(', ')}.`, set)
          }),
        ),
    )
    .addCommand(
      ofDirectory(new Command('remove').description('Take a schema out. Its values are kept, and come back when it is set again.'))
        .argument('<schema>', 'its URN or name')
        .addOption(new Option('--resource-type <type>', 'what a name stands for a schema of').choices(['User', 'Group']).default('User'))
        .action((schema: string, options: { directory: string; resourceType: 'User' | 'Group' }, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            const { directory: directoryId, resourceType } = options
            await removeSchema(db, as((await team()).teamId), { directoryId, schema, resourceType })
            say(command, `Schema ${schema} is taken out.`, { schema, removed: true })
          }),
        ),
    )

const ofDirectory = (command: Command): Command => teamwork(withSettings(command, 'data')).requiredOption('--directory <id>', 'the directory, dir_…')

/** Refuses: schema-invalid. */
async function readSchema(file: string | undefined): Promise<string> {
  if (file === undefined || file === '-') return text(process.stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw schemaInvalid(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

function parseJson(sent: string): unknown {
  try {
    return JSON.parse(sent)
  } catch {
    throw schemaInvalid('This is not JSON. Write a JSON object with a list of attributes.')
  }
}
