import type { PageMarks } from '../directory/page-marks.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import type { Db } from '../store/open.ts'

/** What the SCIM routes work with. `baseUrlOf` is the URL below which a directory's resources lie. */
export type ScimRoutesOptions = { db: Db; environment: Environment; cursors: Cursors; marks: PageMarks; baseUrlOf: (directoryId: string) => string }
