import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ScimError } from './error.ts'
import type { Json, JsonObject } from './json.ts'
import { applyPatch, parsePatch } from './patch.ts'
import { userType } from './resource-types.ts'

// A second reading of RFC 7644 §3.5.2, as naive as can be: single values in a map by path, e-mail addresses in a list of records.

const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
type Email = { value?: string; type?: string; display?: string; primary?: boolean }
type Operation = { op: 'add' | 'replace' | 'remove'; path?: string; value?: Json }

class Refused extends Error {}

class Model {
  singles = new Map<string, Json>([['userName', 'ana']])
  emails: Email[] = []

  patch({ op, path, value }: Operation) {
    if (path === undefined) for (const [key, inner] of Object.entries(value as JsonObject)) this.set(op, key, inner)
    else if (op === 'remove') this.remove(path, value)
    else this.set(op, path, value as Json)
  }

  set(op: 'add' | 'replace' | 'remove', path: string, value: Json): void {
    if (path.startsWith('emails')) return this.setEmails(op, path, value)
    if (path === E || path === 'name') {
      for (const [key, inner] of Object.entries(value as JsonObject)) this.set(op, path === E ? `${E}:${key}` : `name.${key}`, inner)
      return
    }
    if (path === 'active' && (value === null || value === '')) return
    if (path === 'active') value = value === 'True' ? true : value === 'False' ? false : value
    if (value === null || value === '') this.singles.delete(path)
    else this.singles.set(path, value)
  }

  remove(path: string, value: Json | undefined): void {
    if (path.startsWith('emails')) return this.removeEmails(path, value)
    if (path === 'active') return // never left open
    for (const key of this.singles.keys())
      if (key === path || key.startsWith(`${path}.`) || (path === E && key.startsWith(E))) this.singles.delete(key)
  }

  setEmails(op: string, path: string, value: Json): void {
    const before = this.emails
    const type = /"(.*)"/.exec(path)?.[1]
    const sub = /\.(\w+)$/.exec(path)?.[1]
    if (type === undefined && !sub) {
      const sent = (value ?? []) as Email[]
      if (op === 'replace') this.emails = sent.map((email) => ({ ...email }))
      else for (const email of sent) this.addEmail(email)
      return this.settlePrimary(op === 'replace' ? [] : before)
    }
    if (value === null || value === '') return this.removeEmails(path, undefined)
    const chosen = this.emails.filter((email) => type === undefined || isType(email, type))
    if (chosen.length === 0) {
      this.emails = [...this.emails, { ...(type !== undefined && { type }), ...(sub ? { [sub]: value } : (value as Email)) }]
      return this.settlePrimary(before)
    }
    this.emails = this.emails.map((email) => {
      if (!chosen.includes(email)) return email
      return sub ? { ...email, [sub]: value } : op === 'add' ? { ...email, ...(value as Email) } : { type: type!, ...(value as Email) }
    })
    this.settlePrimary(before)
  }

  addEmail(email: Email): void {
    const twins = this.emails.filter((old) => isTwin(old, email))
    if (twins.length === 0) this.emails = [...this.emails, { ...email }]
    else if (!twins.some((old) => Object.entries(email).every(([key, value]) => old[key as keyof Email] === value)))
      this.emails = this.emails.map((old) => (old === twins[0] ? { ...old, ...email } : old))
  }

  /** One primary: of those that were not so before the last, or else the last of all. */
  settlePrimary(before: Email[]): void {
    const winner = this.emails.findLast((email, place) => email.primary && !before[place]?.primary) ?? this.emails.findLast((email) => email.primary)
    this.emails = this.emails.map((email) => (email.primary && email !== winner ? { ...email, primary: false } : email))
  }

  removeEmails(path: string, value: Json | undefined): void {
    const type = /"(.*)"/.exec(path)?.[1]
    const sub = /\.(\w+)$/.exec(path)?.[1] as keyof Email | undefined
    const isMeant = (email: Email) => type === undefined || isType(email, type)
    if (Array.isArray(value)) this.emails = this.emails.filter((email) => !(value as Email[]).some((one) => isTwin(email, one)))
    else if (!sub || sub === 'value') this.emails = this.emails.filter((email) => !isMeant(email))
    else {
      for (const email of this.emails.filter(isMeant)) this.emails = this.emails.map((one) => (one === email ? omit(one, sub) : one))
      this.emails = this.emails.filter((email) => Object.keys(email).length > 0)
    }
  }

  toResource(): JsonObject {
    if (!this.singles.has('userName')) throw new Refused()
    const resource: JsonObject = {}
    for (const [path, value] of this.singles) {
      const [first, last] = path.startsWith(E) ? [E, path.slice(E.length + 1)] : path.split('.')
      if (last === undefined) resource[first!] = value
      else
        resource[first!] = { ...(resource[first!] as JsonObject | undefined), ...(last === 'manager' ? { manager: { value } } : { [last]: value }) }
    }
    if (this.emails.length > 0) resource['emails'] = this.emails
    return resource
  }
}

const isType = (email: Email, type: string) => email.type?.toLowerCase() === type.toLowerCase()
const isTwin = (email: Email, said: Email) => email.value === said.value && (said.type === undefined || isType(email, said.type))
const omit = (email: Email, key: keyof Email): Email => Object.fromEntries(Object.entries(email).filter(([name]) => name !== key))

const word = fc.constantFrom('a', 'b', 'c')
const set = fc.constantFrom('add' as const, 'replace' as const)
const email = fc.record(
  { value: word, type: fc.constantFrom('work', 'home'), primary: fc.boolean(), display: word },
  { requiredKeys: ['value', 'type'] },
)
const oneByUse = fc.uniqueArray(email, { selector: ({ value, type }) => value + type, maxLength: 3 }).map(onePrimary)
const maybe = (value: fc.Arbitrary<Json>) => fc.oneof({ weight: 4, arbitrary: value }, fc.constantFrom(null, ''))
const filtered = fc.constantFrom('emails[type eq "work"]', 'emails[type eq "HOME"]')

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    op: set,
    path: fc.constantFrom('userName', 'title', 'name.givenName', 'name.familyName', `${E}:department`, `${E}:manager`),
    value: maybe(word),
  }),
  fc.record({ op: set, path: fc.constant('active'), value: fc.constantFrom<Json[]>(true, false, 'True', 'False', null) }),
  fc.record({
    op: set,
    path: fc.constant('name'),
    value: fc.dictionary(fc.constantFrom('givenName', 'familyName'), maybe(word), { noNullPrototype: true }),
  }),
  fc.record({
    op: set,
    path: fc.constant(E),
    value: fc.dictionary(fc.constantFrom('department', 'manager'), maybe(word), { noNullPrototype: true }),
  }),
  fc.record({
    op: set,
    value: fc.record(
      { title: maybe(word), 'name.givenName': maybe(word), [`${E}:department`]: maybe(word), emails: oneByUse },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonObject>,
  }),
  fc.record({ op: set, path: fc.constant('emails'), value: oneByUse }),
  fc.record({ op: set, path: filtered, value: fc.record({ value: word, display: word }) }),
  fc.record({ op: set, path: filtered.map((path) => `${path}.value`), value: maybe(word) }),
  fc.record({ op: set, path: filtered.map((path) => `${path}.primary`), value: fc.boolean() }),
  fc.record({
    op: fc.constant('remove' as const),
    path: fc.constantFrom('userName', 'title', 'name', 'name.givenName', 'active', E, `${E}:manager`, 'emails', 'emails.display'),
  }),
  fc.record({
    op: fc.constant('remove' as const),
    path: fc.oneof(
      filtered,
      filtered.map((path) => `${path}.value`),
      filtered.map((path) => `${path}.type`),
    ),
  }),
  fc.record({ op: fc.constant('remove' as const), path: fc.constant('emails'), value: oneByUse }),
)

test('RFC 7644 §3.5.2: any sequence of patches does what the naive model does', () => {
  const agreement = fc.property(fc.array(fc.array(operation, { maxLength: 4 }), { maxLength: 6 }), (patches) => {
    let stored: JsonObject = { userName: 'ana' }
    let model = new Model()
    for (const operations of patches) {
      const next = Object.assign(new Model(), { singles: new Map(model.singles), emails: model.emails })
      const expected = attempt(() => {
        for (const one of operations) next.patch(one)
        return next.toResource()
      })
      const actual = attempt(() => applyPatch(stored, parsePatch({ Operations: operations }, userType).operations, userType))
      expect(actual).toEqual(expected)
      if (actual === 'refused') continue
      stored = actual
      model = next
    }
  })
  fc.assert(agreement, { numRuns: 2_000 })
})

function attempt(run: () => JsonObject): JsonObject | 'refused' {
  try {
    return run()
  } catch (error) {
    if (error instanceof Refused || error instanceof ScimError) return 'refused'
    throw error
  }
}

function onePrimary(emails: Email[]): JsonObject[] {
  const last = emails.findLast(({ primary }) => primary)
  return emails.map((one): JsonObject => ({ ...one, ...(one.primary && { primary: one === last }) }))
}
