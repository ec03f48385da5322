import { setTimeout as pause } from 'node:timers/promises'
import { call } from './api.ts'
import type { Person } from './company.ts'
import { addEndingConnection, letPass } from './pretend.ts'
import { colleague, type SecondTeam } from './second-company.ts'
import { ToldIdp } from './told-idp.ts'

/** What goes wrong at an identity provider, brought about on purpose. */
export type Case = {
  does: string
  /** The finding that names it, or the answer to what is asked. */
  finds: string | undefined
  /** Whom to ask for, where only the search "why is somebody not here?" tells it. */
  asks?: (people: Colleagues) => string
  run: (idp: ToldIdp, people: Colleagues, team: SecondTeam) => Promise<void>
}

/** Other people in each turn: whoever came back would be recognised, and a finding would say so. */
export type Colleagues = { ada: Person; bo: Person; cy: Person; guest: Person }
export const colleaguesOf = (turn: number): Colleagues => ({
  ada: colleague(`ada${turn}`),
  bo: colleague(`bo${turn}`),
  cy: colleague(`cy${turn}`),
  guest: colleague(`guest${turn}`, 'elsewhere.test'),
})

const limit = (team: SecondTeam, group: string, amount: string) => call(team, 'PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount })

/** Each begins with a new directory and a token for it, and with no limit. */
export const cases: Record<string, Case> = {
  'all-well': {
    does: 'people and groups are sent as they should be',
    finds: undefined,
    run: async (idp, { ada, bo, cy }) => void (await idp.pushGroup('Engineering', [await idp.push(ada), await idp.push(bo), await idp.push(cy)])),
  },
  'nothing-sent': { does: 'the token is not pasted, or provisioning is off', finds: 'nothing-received', run: async () => {} },
  'test-only': {
    does: 'the connection was tested, and nobody is assigned',
    finds: 'only-lookups',
    run: async (idp, { ada }) => void (await idp.lookUp(ada)),
  },
  'token-cut': {
    does: 'the token was cut when it was pasted',
    finds: 'unknown-token-called',
    run: async (idp, { ada }) => {
      idp.cutToken()
      await idp.lookUp(ada)
    },
  },
  'token-revoked': {
    does: 'it goes on with a token that was revoked',
    finds: 'dead-token-called',
    run: async (idp, { ada }) => {
      await idp.loseToken()
      await idp.push(ada)
    },
  },
  'token-ends': {
    does: 'its only token ends in three days',
    finds: 'token-expires',
    run: async (idp, { ada }) => {
      await idp.useEndingToken(3 * 86_400)
      await idp.push(ada)
    },
  },
  'token-expired': {
    does: 'it goes on with a token that has expired',
    finds: 'dead-token-called',
    run: async (idp, { ada, bo }) => {
      await idp.useEndingToken(1)
      await idp.push(ada)
      await pause(1_100)
      await idp.push(bo)
    },
  },
  silent: {
    does: 'it comes every 40 minutes, as Entra does, and last came three hours ago',
    finds: 'idp-silent',
    run: async (idp, { ada }, team) => {
      await call(team, 'PATCH', `/directories/${idp.directoryId}`, { provider: 'entra' })
      await idp.push(ada)
      await letPass(team, idp.directoryId, 3 * 3_600)
    },
  },
  'certificate-ends': {
    does: 'its certificate for SAML ends in twenty days',
    finds: 'certificate-expires',
    run: (_idp, _people, team) => addEndingConnection(team),
  },
  'wrong-base-url': {
    does: 'the base URL has a part too many',
    finds: 'wrong-base-url',
    run: async (idp) => void (await idp.send({ method: 'GET', path: '/scim/v2/Users' })),
  },
  'user-refused': {
    does: 'two people are sent with one userName',
    finds: 'users-refused',
    run: async (idp, { ada }) => {
      await idp.push(ada)
      await idp.push({ ...ada, key: `${ada.key}-other` })
    },
  },
  'never-assigned': {
    does: 'somebody is missing who was never assigned',
    finds: 'never-received',
    asks: ({ cy }) => cy.email,
    run: async (idp, { ada }) => void (await idp.push(ada)),
  },
  unassigned: {
    does: 'somebody is missing who was unassigned',
    finds: 'person-deactivated',
    asks: ({ cy }) => cy.email,
    run: async (idp, { cy }) => void (await idp.unassign(await idp.push(cy), cy)),
  },
  'another-name': {
    does: 'somebody is missing who was sent with a userName of another domain',
    finds: 'person-under-another-name',
    asks: ({ cy }) => cy.email,
    run: async (idp, { cy }) => void (await idp.push({ ...cy, email: cy.email.replace(/@.*/, '@old-globex.test') })),
  },
  'no-limited-group': {
    does: 'a limit does not hold for somebody who is in no group that has one',
    finds: 'person-limit',
    asks: ({ ada }) => ada.email,
    run: async (idp, { ada, bo }, team) => {
      await idp.pushGroup('Everyone', [await idp.push(ada)])
      await limit(team, await idp.pushGroup('Engineering', [await idp.push(bo)]), '80')
    },
  },
  'groups-not-pushed': {
    does: 'people are assigned, and no group is pushed',
    finds: 'groups-not-pushed',
    run: async (idp, { ada, bo }) => {
      await idp.push(ada)
      await idp.push(bo)
    },
  },
  'group-refused': {
    does: 'a group is pushed whose people are all unassigned',
    finds: 'groups-refused',
    run: async (idp, { ada }) => {
      await idp.push(ada)
      await idp.send({
        method: 'POST',
        path: '/Groups',
        body: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Engineering', members: [{ value: 'unassigned' }] },
      })
    },
  },
  'members-unknown': {
    does: 'a group is pushed, some of whose people are not assigned',
    finds: 'unknown-members',
    run: async (idp, { ada }) => void (await idp.replaceMembers(await idp.pushGroup('Engineering'), [await idp.push(ada), 'unassigned'])),
  },
  'group-empty': {
    does: 'an empty group is pushed',
    finds: 'groups-empty',
    run: async (idp, { ada }) => {
      await idp.push(ada)
      await idp.pushGroup('Engineering')
    },
  },
  'group-nested': {
    does: 'a group is pushed that holds another group alone',
    finds: 'groups-nested-only',
    run: async (idp, { ada }) => void (await idp.pushGroup('Everyone', [await idp.pushGroup('Engineering', [await idp.push(ada)])])),
  },
  'same-group': {
    does: 'one group both assigns and is pushed, so that its removals are lost',
    finds: 'group-keeps-leavers',
    run: async (idp, { ada, bo }) => {
      const id = await idp.push(ada)
      await idp.pushGroup('Engineering', [id, await idp.push(bo)])
      await idp.unassign(id, ada)
    },
  },
  'limit-on-another-group': {
    does: 'the limit is on an empty group, and the people are in one of a similar name',
    finds: 'limit-on-nobody',
    run: async (idp, { ada }, team) => {
      await idp.pushGroup('okta-engineering', [await idp.push(ada)])
      await limit(team, await idp.pushGroup('Engineering'), '80')
    },
  },
  'limit-never-wins': {
    does: 'everybody in a group with a low limit is in one with a higher one',
    finds: 'limit-never-wins',
    run: async (idp, { ada }, team) => {
      const id = await idp.push(ada)
      await limit(team, await idp.pushGroup('Contractors', [id]), '20')
      await limit(team, await idp.pushGroup('Engineering', [id]), '200')
    },
  },
  'limit-gone-with-group': {
    does: 'a group with a limit is deleted and pushed again',
    finds: 'limit-left-with-group',
    run: async (idp, { ada }, team) => {
      const name = `Friends of ${ada.givenName}` // another one in each turn, or those of the turns before would be found too
      const [id, group] = [await idp.push(ada), await idp.pushGroup(name)]
      await limit(team, group, '80')
      await idp.remove('Groups', group)
      await idp.pushGroup(name, [id])
    },
  },
  'limit-frozen': {
    does: 'a group with a limit is deleted, and its people are to keep the limit',
    finds: 'limits-frozen',
    run: async (idp, { ada }, team) => {
      await call(team, 'PATCH', '/team', { on_group_delete: 'freeze' })
      const group = await idp.pushGroup('Engineering', [await idp.push(ada)])
      await limit(team, group, '80')
      await idp.remove('Groups', group)
    },
  },
  'product-silent': {
    does: 'limits are set, and the product never asks for them',
    finds: 'product-never-asked',
    run: async (idp, { ada }, team) => void (await limit(team, await idp.pushGroup('Engineering', [await idp.push(ada)]), '80')),
  },
  'two-directories': {
    does: 'one person is sent by two identity providers',
    finds: 'people-in-two-directories',
    run: async (idp, { ada }, team) => {
      await idp.push(ada)
      await (await ToldIdp.open(team, 'Second')).push(ada)
    },
  },
  'person-twice': {
    does: 'one person is sent by two, with an address that nobody vouches for',
    finds: 'person-twice',
    run: async (idp, { guest }, team) => {
      await idp.push(guest)
      await (await ToldIdp.open(team, 'Second')).push(guest)
    },
  },
  paused: {
    does: 'an admin paused the directory',
    finds: 'directory-paused',
    run: async (idp, { ada }, team) => {
      await call(team, 'POST', `/directories/${idp.directoryId}/pause`)
      await idp.push(ada)
    },
  },
  'sso-gone': {
    does: 'single sign-on was deactivated, so that what is sent is refused',
    finds: 'prerequisites-missing',
    run: async (idp, { ada }, team) => {
      const { items } = (await call(team, 'GET', '/connections')) as { items: { id: string; state: string }[] } // the API's own answer
      for (const { id, state } of items) if (state === 'active') await call(team, 'POST', `/connections/${id}/deactivate`)
      await idp.push(ada)
    },
  },
}
