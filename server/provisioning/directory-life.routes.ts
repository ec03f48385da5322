import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DirectoryShape, toDirectoryShape } from '../directory/directory-shape.ts'
import type { Environment } from '../kernel/environment.ts'
import type { Db } from '../store/open.ts'
import { createDirectory } from './create-directory.ts'
import { EffectShape, holdingOf, toEffectShape } from './directory-effect.ts'
import { deleteDirectory, replaceDirectory, type Ended } from './end-directory.ts'
import { pauseDirectory, resumeDirectory } from './pause-directory.ts'
import { previewDeletion, previewPause, previewReplacement, previewResume } from './preview-directory.ts'

const OfDirectory = z.object({ directory: z.string().max(100) })
/** With `dry_run=true` nothing is changed: the answer tells what would be. */
const DryRun = z.object({ dry_run: z.enum(['true', 'false']).default('false') })
/** The directory as it is after the step, or before it where nothing was done, and whom that affects. */
const StepShape = z.object({ dry_run: z.boolean(), directory: DirectoryShape, effect: EffectShape })

type Options = { db: Db; environment: Environment; publicUrl: () => string; baseUrlOf: (directoryId: string) => string }

const NewDirectory = z.strictObject({ name: z.string().trim().min(1).max(200), provider: z.string().max(50).default('other') })

/** A directory's life: made, paused, resumed, replaced, deleted. */
export const directoryLifeRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, publicUrl, baseUrlOf }) => {
  const answer = (isDry: boolean, { directory, effect }: Ended): z.infer<typeof StepShape> => ({
    dry_run: isDry,
    directory: toDirectoryShape(directory, baseUrlOf),
    effect: toEffectShape(effect),
  })

  app.post('/directories', {
    config: { permission: 'directory_setup:write' },
    schema: {
      operationId: 'createDirectory',
      summary: 'Make a directory for an identity provider',
      body: NewDirectory,
      response: { 201: DirectoryShape },
    },
    handler: async ({ actor, body }, reply) =>
      reply.code(201).send(toDirectoryShape(await createDirectory(db, environment, actor, body, publicUrl()), baseUrlOf)),
  })
  app.post('/directories/:directory/pause', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'pauseDirectory',
      summary: 'Pause a directory: it takes only what ends access',
      params: OfDirectory,
      querystring: DryRun,
      response: { 200: StepShape },
    },
    handler: async ({ actor, params, query: { dry_run: dry } }) => {
      if (dry === 'true') return answer(true, await previewPause(db.read, actor, params.directory))
      const directory = await pauseDirectory(db, actor, params.directory)
      return answer(false, { directory, effect: await holdingOf(db.read, directory) })
    },
  })
  app.post('/directories/:directory/resume', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'resumeDirectory',
      summary: 'Let a paused directory go on',
      params: OfDirectory,
      querystring: DryRun,
      response: { 200: StepShape },
    },
    handler: async ({ actor, params, query: { dry_run: dry } }) => {
      if (dry === 'true') return answer(true, await previewResume(db.read, actor, params.directory))
      const directory = await resumeDirectory(db, actor, params.directory)
      return answer(false, { directory, effect: await holdingOf(db.read, directory) })
    },
  })
  app.post('/directories/:directory/replace', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'replaceDirectory',
      summary: 'Let another directory take over',
      params: OfDirectory,
      querystring: DryRun,
      // `with` takes over. Limits of groups go to the groups of the same externalId or name, unless they are not to.
      body: z.strictObject({ with: z.string().max(100), carry_limits: z.boolean().default(true) }),
      response: { 200: StepShape },
    },
    handler: async ({ actor, params, query: { dry_run: dry }, body }) => {
      const wanted = { directoryId: params.directory, withId: body.with, carriesLimits: body.carry_limits }
      if (dry === 'true') return answer(true, await previewReplacement(db.read, actor, wanted))
      return answer(false, await replaceDirectory(db, environment, actor, wanted))
    },
  })
  app.delete('/directories/:directory', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'deleteDirectory',
      summary: 'Delete a directory: who is in by it alone is out',
      params: OfDirectory,
      querystring: DryRun,
      response: { 200: StepShape },
    },
    handler: async ({ actor, params, query: { dry_run: dry } }) => {
      if (dry === 'true') return answer(true, await previewDeletion(db.read, actor, params.directory))
      return answer(false, await deleteDirectory(db, environment, actor, params.directory))
    },
  })
}
