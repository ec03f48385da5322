import { z } from 'zod'
import type { View } from './answers.ts'

/** A query parameter. One that comes several times counts once, with its last value; unknown ones are ignored (Entra adds flags of its own). */
const parameter = z.union([z.string(), z.array(z.string()).transform((all) => all.at(-1))]).optional()
const parameters = z.object({ filter: parameter, startIndex: parameter, count: parameter, attributes: parameter, excludedAttributes: parameter })

export type ScimQuery = View & { filter?: string | undefined; startIndex?: string | undefined; count?: string | undefined }

export const parseQuery = (query: unknown): ScimQuery => parameters.parse(query)
