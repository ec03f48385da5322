import { client } from '../../../api/client.ts'
import type { Answer } from '../../../api/answer.ts'

export type Effect = Answer<'/v1/directories/{directory}/pause', 'post'>['effect']

/** What can be done with a directory as a whole. */
export type LifeStep = { kind: 'pause' | 'resume' | 'delete' } | { kind: 'replace'; with: string; carriesLimits: boolean }

/** Does a step, or tells with `isPreview` what it would do. Throws the problem of the API. */
export async function takeStep(directory: string, step: LifeStep, isPreview: boolean): Promise<Effect> {
  const params = { path: { directory }, query: { dry_run: isPreview ? 'true' : 'false' } as const }
  const { data, error } = await ask(params, step)
  if (!data) throw error
  return data.effect
}

type Params = { path: { directory: string }; query: { dry_run: 'true' | 'false' } }

function ask(params: Params, step: LifeStep) {
  switch (step.kind) {
    case 'pause':
      return client.POST('/v1/directories/{directory}/pause', { params })
    case 'resume':
      return client.POST('/v1/directories/{directory}/resume', { params })
    case 'delete':
      return client.DELETE('/v1/directories/{directory}', { params })
    case 'replace':
      return client.POST('/v1/directories/{directory}/replace', { params, body: { with: step.with, carry_limits: step.carriesLimits } })
  }
}
