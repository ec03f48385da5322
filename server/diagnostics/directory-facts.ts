import type { DirectoryId, RequestId } from '../kernel/ids.ts'
import { toMilliseconds, type Timestamp } from '../kernel/timestamp.ts'
import { stepsOf, type Steps } from './provider-steps.ts'

/** A directory as the rules look at it. */
export type DirectoryFacts = {
  directoryId: DirectoryId
  name: string
  provider: string
  detectedProvider: string | null
  status: 'active' | 'paused' | 'detached' | 'deleted'
  statusSince: Timestamp | null
  statusRequest: RequestId | null
}

/** What a finding says of its directory, and where things are done at its provider. */
export function placeOf({ directoryId, name, provider, detectedProvider }: DirectoryFacts) {
  const steps: Steps & { provider: string } = stepsOf(provider, detectedProvider)
  return { of: { directory: directoryId, directoryName: name, provider: steps.provider, providerName: steps.name }, steps }
}

export const isLiving = ({ status }: Pick<DirectoryFacts, 'status'>): boolean => status === 'active' || status === 'paused'

export const minutesBetween = (from: Timestamp, to: Timestamp): number =>
  Math.max(0, Math.floor((toMilliseconds(to) - toMilliseconds(from)) / 60_000))

/** So long nothing is amiss yet: half an hour, or two cycles where the provider comes in cycles. Until then a finding is only told. */
export const isEarly = (minutes: number, { cycleMinutes }: Pick<Steps, 'cycleMinutes'>): boolean => minutes < Math.max(30, 2 * (cycleMinutes ?? 0))
