/** What the API refuses or fails with (RFC 9457). `code` is a promise; `detail` says what was wrong and what to do. */
export type Problem = {
  title: string
  detail: string
  code: string
  status: number
  request_id: string
  errors?: { pointer: string; detail: string }[]
}

/** Whatever a request failed with, as a problem: one of the API's, or that no answer came. */
export function toProblem(error: unknown): Problem {
  if (isProblem(error)) return error
  const detail = error instanceof Error ? error.message : String(error)
  return { title: '', detail, code: 'no-answer', status: 0, request_id: '' }
}

export const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && 'code' in error && 'detail' in error && 'status' in error

/** What is said of each field of a form, by its name in the body: `#/amount` is of `amount`. */
export const fieldErrorsOf = ({ errors = [] }: Problem): Record<string, string> =>
  Object.fromEntries(errors.map(({ pointer, detail }) => [pointer.replace(/^#\//, '').replaceAll('/', '.'), detail]))
