import type { Case, Theme } from '../case.ts'
import type { Client } from '../client.ts'
import { expectLike, expectList, expectStatus, type Pattern, show } from '../expect.ts'
import type { Query } from '../http.ts'
import { toList, toObject, toText, type Json, type JsonObject } from '../json.ts'
import type { Capability, Offer, OfferedAttribute, OfferedType } from '../offer.ts'
import { isReferenceToResource, sampleOf } from '../samples.ts'

/** An attribute that a schema advertises, at its place in a resource. `urn` is that of the extension, where it is of one. */
type Place = { type: OfferedType; urn: string | undefined; attribute: OfferedAttribute }

/** As a path has it, and as a body has it. */
const pathOf = ({ urn, attribute }: Place) => (urn === undefined ? attribute.name : `${urn}:${attribute.name}`)
const inBody = ({ urn, type, attribute }: Place, value: Json | undefined): JsonObject =>
  urn === undefined ? { [attribute.name]: value } : { schemas: [type.schema, urn], [urn]: { [attribute.name]: value } }
/** An extension that has lost its last attribute is gone. */
function likeBody({ urn, attribute: { name } }: Place, value: Pattern): { [name: string]: Pattern } {
  if (urn === undefined) return { [name]: value }
  if (value === undefined) return { [urn]: (held) => toObject(held)[name] === undefined }
  return { [urn]: typeof value === 'function' ? (held) => value(toObject(held)[name]) : { [name]: value } }
}

/** The two values that it is changed between: a reference points to a user made for it. */
async function valuesFor(scim: Client, { attribute }: Place): Promise<[Json | undefined, Json | undefined]> {
  if (!isReferenceToResource(attribute)) return [sampleOf(attribute, scim.unique('v'), 0), sampleOf(attribute, scim.unique('v'), 1)]
  const wrap = (id: string) => (attribute.multiValued ? [{ value: id }] : { value: id })
  return [wrap((await scim.user()).id), wrap((await scim.user()).id)]
}

const make = (scim: Client, place: Place, value: Json | undefined) => {
  const more = inBody(place, value)
  return place.type.endpoint === '/Users' ? scim.user(more) : scim.group(more)
}

/** An attribute that is returned on request is asked for by its name (RFC 7643 §7). */
const asking = (place: Place): Query => (place.attribute.returned === 'request' ? { attributes: pathOf(place) } : {})

const isWritable = ({ attribute }: Place) => attribute.mutability !== 'readOnly' && attribute.returned !== 'never'

function roundTrip(place: Place): Case {
  return {
    clause: 'RFC 7643 §7',
    name: `${place.type.name} ${pathOf(place)}: POST, then GET`,
    run: async (scim) => {
      const [value] = await valuesFor(scim, place)
      const { path } = await make(scim, place, value)
      expectLike((await scim.get(path, asking(place))).body, likeBody(place, asPattern(value)), 'what is read then')
    },
  }
}

function patched(place: Place): Case {
  return {
    clause: 'RFC 7644 §3.5.2',
    name: `${place.type.name} ${pathOf(place)}: PATCH replace${place.attribute.required ? '' : ', remove'}, add`,
    needs: ['patch'],
    run: async (scim) => {
      const [first, second] = await valuesFor(scim, place)
      const { path } = await make(scim, place, first)
      const apply = async (operation: JsonObject, after: Pattern) => {
        const answer = await scim.patch(path, [{ ...operation, path: pathOf(place) }])
        expectStatus(answer, 200, 204)
        if (answer.status === 200 && place.attribute.returned !== 'request') expectLike(answer.body, likeBody(place, after))
        expectLike((await scim.get(path, asking(place))).body, likeBody(place, after), `what is read after ${show(operation['op'])}`)
      }
      await apply({ op: 'replace', value: second }, asPattern(second))
      if (!place.attribute.required) await apply({ op: 'remove' }, place.attribute.type === 'boolean' ? () => true : undefined) // a boolean may have a default
      await apply({ op: 'add', value: first }, asPattern(first))
    },
  }
}

function patchedPart(place: Place, part: OfferedAttribute): Case {
  const { attribute } = place
  return {
    clause: 'RFC 7644 §3.5.2',
    name: `${place.type.name} ${pathOf(place)}.${part.name}: PATCH replace, remove`,
    needs: ['patch'],
    run: async (scim) => {
      const [value] = await valuesFor(scim, place)
      const { path } = await make(scim, place, value)
      const key = toText(toObject(toList(value)[0])['value'])
      const target = attribute.multiValued ? `${pathOf(place)}[value eq ${JSON.stringify(key)}].${part.name}` : `${pathOf(place)}.${part.name}`
      const changed = sampleOf(part, scim.unique('v'), 1, attribute)
      const held = (pattern: Pattern) => likeBody(place, attribute.multiValued ? [{ [part.name]: pattern }] : { [part.name]: pattern })
      expectStatus(await scim.patch(path, [{ op: 'replace', path: target, value: changed }]), 200, 204)
      expectLike((await scim.get(path, asking(place))).body, held(changed), 'what is read after replace')
      if (part.required) return
      expectStatus(await scim.patch(path, [{ op: 'remove', path: target }]), 200, 204)
      if (part.type !== 'boolean') expectLike((await scim.get(path, asking(place))).body, held(undefined), 'what is read after remove')
    },
  }
}

function filtered(place: Place): Case {
  return {
    clause: 'RFC 7644 §3.4.2.2',
    name: `${place.type.name} ${pathOf(place)}: found by its value, by each of its parts, and by pr`,
    level: 'should',
    needs: ['filter'],
    run: async (scim) => {
      const [first, second] = await valuesFor(scim, place)
      const { id } = await make(scim, place, first)
      const count = async (filter: string) => {
        const answer = await scim.get(place.type.endpoint, { filter: `id eq "${id}" and ${filter}` })
        return expectList(answer).length
      }
      expectLike(await count(`${pathOf(place)} pr`), 1, 'the number found by pr')
      for (const [path, value] of comparable(place, first))
        expectLike(await count(`${path} eq ${JSON.stringify(value)}`), 1, `the number found by ${path}`)
      const others = new Map(comparable(place, second))
      const known = new Map(comparable(place, first))
      for (const [path, value] of others)
        if (value !== known.get(path)) expectLike(await count(`${path} eq ${JSON.stringify(value)}`), 0, `the number found by another ${path}`)
    },
  }
}

/** What a filter compares: the value itself, or each simple part of it. Binary has no order and is left out. */
function comparable(place: Place, value: Json | undefined): [path: string, value: Json][] {
  const one = place.attribute.multiValued ? toList(value)[0] : value
  if (place.attribute.type === 'binary' || one === undefined) return []
  if (place.attribute.type !== 'complex') return [[pathOf(place), one]]
  const parts = place.attribute.subAttributes.filter(({ type }) => type !== 'binary' && type !== 'complex')
  return parts.flatMap(({ name }): [string, Json][] => {
    const part = toObject(one)[name]
    return part === undefined ? [] : [[`${pathOf(place)}.${name}`, part]]
  })
}

function projected(place: Place): Case {
  return {
    clause: 'RFC 7644 §3.9',
    name: `${place.type.name} ${pathOf(place)}: attributes, excludedAttributes`,
    run: async (scim) => {
      const [value] = await valuesFor(scim, place)
      const { path, id } = await make(scim, place, value)
      const isKept = place.attribute.returned === 'always'
      expectLike((await scim.get(path, { attributes: pathOf(place) })).body, { id, ...likeBody(place, asPattern(value)) }, 'what attributes answers')
      const without = (await scim.get(path, { excludedAttributes: pathOf(place) })).body
      expectLike(without, { id, ...likeBody(place, isKept ? asPattern(value) : undefined) }, 'what excludedAttributes answers')
    },
  }
}

function unreadable(place: Place): Case {
  return {
    clause: 'RFC 7643 §7',
    name: `${place.type.name} ${pathOf(place)}: returned never, also where it is asked for`,
    run: async (scim) => {
      const [value] = await valuesFor(scim, place)
      const { path, answer } = await make(scim, place, value)
      for (const { body } of [answer, await scim.get(path), await scim.get(path, { attributes: pathOf(place) })])
        expectLike(body, likeBody(place, undefined))
    },
  }
}

function unwritable(place: Place): Case {
  return {
    clause: 'RFC 7643 §7',
    name: `${place.type.name} ${pathOf(place)}: read-only, so that what a POST says of it is ignored`,
    run: async (scim) => {
      const sent = place.attribute.multiValued ? [{ value: 'none-such', display: 'none-such' }] : 'none-such'
      const { answer } = await make(scim, place, place.attribute.type === 'complex' || place.attribute.type === 'string' ? sent : undefined)
      expectLike(
        answer.body,
        likeBody(place, (held) => !JSON.stringify(held ?? null).includes('none-such')),
      )
    },
  }
}

const asPattern = (value: Json | undefined): Pattern => value

/** What can be changed of a part of a complex attribute: not the key by which a list is searched, nor a reference. */
const changeable = ({ attribute }: Place) =>
  isReferenceToResource(attribute)
    ? []
    : attribute.subAttributes.filter(
        ({ name, mutability, type }) =>
          mutability === 'readWrite' && type !== 'complex' && !(attribute.multiValued && (name === 'value' || !hasTextValue(attribute))),
      )
const hasTextValue = ({ subAttributes }: OfferedAttribute) =>
  subAttributes.some(({ name, type }) => name === 'value' && (type === 'string' || type === 'reference'))

function casesFor(place: Place): Case[] {
  if (place.attribute.mutability === 'readOnly') return [unwritable(place)]
  if (!isWritable(place)) return [unreadable(place)]
  const changes = place.attribute.mutability === 'immutable' ? [] : [patched(place), ...changeable(place).map((part) => patchedPart(place, part))]
  return [roundTrip(place), ...changes, filtered(place), projected(place)]
}

function placesOf(offer: Offer): Place[] {
  const known = offer.types.filter(({ endpoint }) => endpoint === '/Users' || endpoint === '/Groups')
  return known.flatMap((type) => {
    const urns = [type.schema, ...type.extensions.map(({ schema }) => schema)]
    return urns.flatMap((id): Place[] => {
      const schema = offer.schemas.find((each) => each.id === id)
      const attributes = schema?.attributes.filter(({ name }) => !['id', 'meta', 'schemas'].includes(name)) ?? []
      return attributes.map((attribute) => ({ type, urn: id === type.schema ? undefined : id, attribute }))
    })
  })
}

const needsOf = ({ type }: Place): Capability[] => (type.endpoint === '/Groups' ? ['groups'] : [])

export const attributes: Theme = {
  name: 'Every attribute of /Schemas',
  cases: (offer) =>
    placesOf(offer).flatMap((place) => casesFor(place).map((each) => ({ ...each, needs: [...needsOf(place), ...(each.needs ?? [])] }))),
}
