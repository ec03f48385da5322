import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Environment } from '../kernel/environment.ts'
import { listOf } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { questionIds, type FaqEntry } from './faq.ts'
import { allCodes } from './finding.ts'
import { isSeenBy } from './who-sees.ts'
import { listFaq } from './list-faq.ts'

const FaqShape = z.object({
  /** Stays the same, for who shows the question in another language. */
  id: z.enum(questionIds),
  question: z.string(),
  /** From what this team's directories did. */
  answer: z.string(),
  /** What stands in the way now; none where all is well. */
  findings: z.array(z.object({ code: z.enum(allCodes), title: z.string(), severity: z.enum(['info', 'warning']), link: z.string() })),
  /** What the answers tell of each directory. */
  directories: z.array(
    z.object({
      name: z.string(),
      provider: z.string(),
      provider_name: z.string(),
      assign_menu: z.string(),
      groups_menu: z.string(),
      rhythm: z.string(),
      cycle_minutes: z.number().nullable(),
      is_measured: z.boolean(),
      last_request_at: z.string().nullable(),
      last_change_at: z.string().nullable(),
    }),
  ),
})

const toFaqShape = ({ id, question, answer, findings, directories }: FaqEntry): z.infer<typeof FaqShape> => ({
  id,
  question,
  answer,
  findings,
  directories: directories.map((directory) => ({
    name: directory.name,
    provider: directory.provider,
    provider_name: directory.providerName,
    assign_menu: directory.assignMenu,
    groups_menu: directory.groupsMenu,
    rhythm: directory.rhythm,
    cycle_minutes: directory.cycleMinutes,
    is_measured: directory.isMeasured,
    last_request_at: directory.lastRequestAt,
    last_change_at: directory.lastChangeAt,
  })),
})

/** The questions that are asked most, answered from the team's own data. They are few, so the list is one page. */
export const faqRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment }> = async (app, { db, environment }) => {
  app.get('/faq', {
    config: { permission: 'directory_setup:read' },
    schema: { operationId: 'listFaq', summary: 'Answer the frequent questions from what is so', response: { 200: listOf(FaqShape) } },
    handler: async ({ actor }) => ({
      items: (await listFaq(db.read, actor.teamId, environment.now(), isSeenBy(actor))).map(toFaqShape),
      next_cursor: null,
    }),
  })
}
