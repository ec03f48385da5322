import { groups, people, teamDefault, type Person } from './company.ts'

/** Where the product asks, and with which key. */
export type Api = { apiBaseUrl: string; apiKey: string }

/** Somebody whom the team's default alone limits and who has used almost all of it: whatever they ask next, they are stopped. */
export const almostDone: Person = requirePerson(
  people.find(({ key, groups: own }) => key !== '00u_owner' && !groups.some(({ name, limit }) => limit !== undefined && own.includes(name))),
)
const spentByAlmostDone = (Number(teamDefault) - 0.5).toFixed(2)

function requirePerson(person: Person | undefined): Person {
  if (!person) throw new Error('the sample company has somebody without a limited group')
  return person
}

/** Lets some of the company have used the product already: the same people by the same amounts at each start, in one batch. */
export async function spendAtStart(api: Api): Promise<void> {
  const users = [almostDone, ...people.slice(0, 60).filter(({ key }) => key !== almostDone.key)]
  const events = users.map(({ email, key }, place) => ({
    specversion: '1.0',
    type: 'spend.usage.v1',
    source: 'demo',
    id: `start-${place}`,
    subject: `user_name:${email}`,
    data: {
      cost: key === almostDone.key ? spentByAlmostDone : `${(place * 37) % 14}.${String((place * 61) % 100).padStart(2, '0')}`,
      currency: 'USD',
      app: place % 3 === 0 ? 'assistant' : 'gateway',
      'gen_ai.response.model': place % 2 === 0 ? 'large' : 'small',
      'gen_ai.usage.output_tokens': 500 + place,
    },
  }))
  const answer = await send(api, '/usage_events', 'application/cloudevents-batch+json', events)
  if (answer.status !== 200) throw new Error(`The first usage was answered ${answer.status}: ${await answer.text()}`)
}

/** Lets somebody use the product once, as a gateway would: it asks, calls the model, and settles what that cost. Answers what happened. */
export async function useProduct(api: Api, { email, givenName, familyName }: Person): Promise<string> {
  const name = `${givenName} ${familyName}`
  const amount = (2 + Math.random() * 8).toFixed(2)
  const wanted = { user: `user_name:${email}`, amount, currency: 'USD', app: 'assistant', expires_in: 120 }
  const asked = await send(api, '/authorizations', 'application/json', wanted)
  const answer = (await asked.json()) as { id?: string; detail?: string; remaining_after?: string } // the API's own answer
  if (asked.status !== 201) return `${name} is stopped before spending ${amount}: ${answer.detail ?? `answered ${asked.status}`}`
  const cost = (Number(amount) * (0.6 + Math.random() * 0.4)).toFixed(6)
  await send(api, `/authorizations/${answer.id}/settle`, 'application/json', { amount: cost })
  return `${name} uses the product: ${amount} USD held, ${Number(cost).toFixed(2)} spent${answer.remaining_after === undefined ? '' : `, at least ${answer.remaining_after} left`}`
}

const send = ({ apiBaseUrl, apiKey }: Api, path: string, type: string, body: object): Promise<Response> =>
  fetch(`${apiBaseUrl}${path}`, { method: 'POST', headers: { authorization: `Bearer ${apiKey}`, 'content-type': type }, body: JSON.stringify(body) })
