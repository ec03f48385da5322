import type { Facts } from '../facts.ts'
import type { Wording } from '../wording.ts'

/** A finding in words: what it is called, what is so and why it matters, and what to do. */
export type Told = { title: string; what: string; toDo: string }

/** Makes the words of a finding of its facts. */
export type Tell<Known> = (facts: Known, wording: Wording) => Told

export type Words<Codes extends keyof Facts> = { [Code in Codes]: Tell<Facts[Code]> }

/** Sentences, one after another. */
export const sentences = (...each: (string | false | null)[]): string => each.filter(Boolean).join(' ')
