import type { Answer } from './http.ts'
import { isObject, toList, toObject, type Json, type JsonObject, toText } from './json.ts'
import { errorUrn, listUrn } from './urns.ts'

/** The server did not do what the case asks for. The message says what was expected and what came. */
export class Unmet extends Error {}

export function expectThat(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Unmet(sentence)
}

export function expectStatus(answer: Answer, ...statuses: number[]): void {
  expectThat(statuses.includes(answer.status), `the status is ${answer.status}, not ${statuses.join(' or ')}`)
}

/** An error of RFC 7644 §3.12. Where no scimType is named any will do. */
export function expectError(answer: Answer, status: number | readonly number[], ...scimTypes: string[]): void {
  expectStatus(answer, ...[status].flat())
  expectLike(answer.body, { schemas: [errorUrn], status: String(answer.status) }, 'the error')
  const { scimType } = toObject(answer.body)
  if (scimTypes.length > 0) expectThat(scimTypes.includes(toText(scimType)), `the scimType is ${show(scimType)}, not ${scimTypes.join(' or ')}`)
}

/** Answers the resources of a list (RFC 7644 §3.4.2). */
export function expectList(answer: Answer, wanted: Pattern = {}): JsonObject[] {
  expectStatus(answer, 200)
  const isNumber = (value: Json | undefined) => typeof value === 'number'
  expectLike(answer.body, { schemas: [listUrn], totalResults: isNumber }, 'the list')
  expectLike(answer.body, wanted, 'the list')
  return toList(toObject(answer.body)['Resources']).filter(isObject)
}

/**
 * What a value must be like. undefined is "unassigned": absent, null or [] (RFC 7643 §2.5). An object may hold more than is asked for; a list holds as many
 * values as are asked for, in any order.
 */
export type Pattern = Json | undefined | RegExp | ((value: Json | undefined) => boolean) | Pattern[] | { [name: string]: Pattern }

export function expectLike(actual: Json | undefined, pattern: Pattern, what = 'the answer'): void {
  const unlike = findDifference(actual, pattern, '')
  if (unlike !== undefined) throw new Unmet(`${what}: ${unlike}`)
}

/** The first difference in words, or undefined where there is none. */
function findDifference(actual: Json | undefined, pattern: Pattern, place: string): string | undefined {
  const differs = (wanted: string) => `${place || 'it'} is ${show(actual)}, not ${wanted}`
  if (pattern === undefined) return isUnassigned(actual) ? undefined : differs('unassigned')
  if (pattern instanceof RegExp) return typeof actual === 'string' && pattern.test(actual) ? undefined : differs(`like ${pattern}`)
  if (typeof pattern === 'function') return pattern(actual) ? undefined : differs('as it should be')
  if (Array.isArray(pattern)) return Array.isArray(actual) ? findStranger(actual, pattern, place) : differs(`a list of ${pattern.length}`)
  if (typeof pattern !== 'object' || pattern === null) return actual === pattern ? undefined : differs(show(pattern))
  if (!isObject(actual)) return differs('an object')
  for (const [name, part] of Object.entries(pattern)) {
    const difference = findDifference(actual[name], part, place ? `${place}.${name}` : name)
    if (difference !== undefined) return difference
  }
  return undefined
}

function findStranger(actual: readonly Json[], patterns: readonly Pattern[], place: string): string | undefined {
  const left = [...actual]
  for (const pattern of patterns) {
    const index = left.findIndex((value) => findDifference(value, pattern, place) === undefined)
    if (index < 0)
      return actual.length === 1 ? findDifference(actual[0], pattern, `${place}[0]`) : `${place} lacks ${showPattern(pattern)}: ${show([...actual])}`
    left.splice(index, 1)
  }
  return left.length > 0 ? `${place} also holds ${show(left[0])}` : undefined
}

const isUnassigned = (value: Json | undefined) => value === undefined || value === null || (Array.isArray(value) && value.length === 0)

/** A value in short. */
export function show(value: Json | undefined): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

const showPattern = (pattern: Pattern) =>
  JSON.stringify(pattern, (_, value) => (value instanceof RegExp || typeof value === 'function' ? String(value) : value))
