import { t } from '@lingui/core/macro'
import type { Origin } from '../facts.ts'

/** How somebody came to be a member. */
export const originOf = (origin: Origin): string =>
  ({ scim: t`by a directory that ended`, jit: t`by signing in`, invite: t`by an invitation`, bootstrap: t`by setting this up` })[origin]
