import { z } from 'zod'

// What people type wherever they type it: into the API, a form, the command line.

/** What somebody or something is called. */
export const NameField = z.string().trim().min(1).max(200)

export const EmailField = z.email().max(320)
