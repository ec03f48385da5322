import type { paths } from '../../openapi.d.ts'

type JsonOf<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } }
  ? Body
  : Operation extends { responses: { 201: { content: { 'application/json': infer Body } } } }
    ? Body
    : never

/** What an operation of the API answers: `Answer<'/v1/team'>`, `Answer<'/v1/connections', 'post'>`. */
export type Answer<Path extends keyof paths, Method extends 'get' | 'post' | 'put' | 'patch' = 'get'> = JsonOf<paths[Path][Method]>

/** One row of what a list of the API answers. */
export type Item<Path extends keyof paths> = Answer<Path> extends { items: (infer Row)[] } ? Row : never
