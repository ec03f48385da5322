import type { ProviderName } from '../../scim/providers/index.ts'
import type { Exchange } from '../support/exchange.ts'

/** The requests that a client is documented to send, one after the other, with what Purser answers. */
export type Recording = {
  client: string
  /** Where its requests are documented or seen. */
  sources: readonly string[]
  headers?: Record<string, string>
  /** As which provider its requests are recognised; most do not tell. */
  recognisedAs?: ProviderName
  exchanges: readonly Exchange[]
}
