import type { DirectoryId, TeamId } from '../kernel/ids.ts'

/** One directory of one team: what nearly every query of a directory is narrowed to. */
export type Scope = { teamId: TeamId; directoryId: DirectoryId }
