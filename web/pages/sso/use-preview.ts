import { useMutation } from '@tanstack/react-query'
import { client } from '../../api/client.ts'
import type { Answer } from '../../api/answer.ts'
import type { WantedSaml } from './saml-fields.ts'

export type Preview = Extract<Answer<'/v1/connections/{connection}', 'patch'>, { dry_run: true }>

/** Has the server read what is given of an identity provider, and save nothing. */
export function usePreview(connectionId: string) {
  return useMutation<Preview, unknown, WantedSaml>({
    mutationFn: async (body) => {
      const params = { path: { connection: connectionId }, query: { dry_run: 'true' as const } }
      const { data, error } = await client.PATCH('/v1/connections/{connection}', { params, body })
      if (data && 'dry_run' in data) return data
      throw error
    },
  })
}
