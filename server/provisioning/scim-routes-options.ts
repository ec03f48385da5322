import type { Environment } from '../kernel/environment.ts'
import type { Db } from '../store/open.ts'

/** What the SCIM routes work with. `baseUrlOf` is the URL below which a directory's resources lie. */
export type ScimRoutesOptions = { db: Db; environment: Environment; baseUrlOf: (directoryId: string) => string }
