import { ana, patchUser, refer, two } from '../support/given.ts'
import { E, person } from '../support/scim.ts'
import { text, type Suite } from './check.ts'

export const scimSdk: Suite = {
  suite: 'SCIM-SDK',
  source: 'R:Captain-P-Goldfish/SCIM-SDK',
  checks: [
    [
      'attributes and excludedAttributes in one request: what is excluded is taken from what is included',
      two,
      [
        {
          send: 'GET /Users/{ana}?attributes=userName,emails&excludedAttributes=emails',
          status: 200,
          shows: { userName: text },
          lacks: ['emails', 'name'],
        },
        { send: 'GET /Groups?attributes=displayName,members&excludedAttributes=members', status: 200, finds: ['Eng'], lacks: ['members'] },
      ],
    ],
    [
      'the URN of a schema stands for its attributes',
      {},
      [
        { send: 'POST /Users', body: person('ana', { [E]: { department: 'D' } }), status: 201, keep: 'ana' },
        { send: `GET /Users/{ana}?attributes=${E}`, status: 200, shows: { [E]: { department: 'D' } }, lacks: ['userName'] },
        { send: `GET /Users/{ana}?excludedAttributes=${E}`, status: 200, shows: { userName: text }, lacks: [E] },
      ],
    ],
    [
      'a filter with brackets sets what it says (its workaround for Entra)',
      ana,
      [
        {
          ...patchUser({ op: 'Replace', path: 'emails[type eq "home"].value', value: 'x@y.example' }),
          status: 200,
          shows: { emails: [{ type: 'work' }, { type: 'home', value: 'x@y.example' }] },
        },
      ],
    ],
    [
      'a complex value as a bare text, and a remove with values',
      two,
      [
        { ...patchUser({ op: 'Replace', path: `${E}:manager`, value: '{bo}' }), status: 200, shows: { [E]: { manager: refer('bo') } } },
        { ...patchUser({ op: 'Add', path: 'roles', value: ['admin'] }), status: 200, shows: { roles: [{ value: 'admin' }] } },
        { ...patchUser({ op: 'Remove', path: 'roles', value: [{ value: 'admin' }] }), status: 200, lacks: ['roles'] },
      ],
    ],
    [
      'an operator that does not fit is 400, never 500',
      ana,
      ['active co true', 'active gt false', 'meta.created co "2020"', 'meta.created gt "x"', 'name gt "x"'].map((filter) => ({
        send: `GET /Users?filter=${filter}`,
        status: 400,
        scimType: 'invalidFilter',
      })),
    ],
    [
      'JSON escapes within a filter (GH:Captain-P-Goldfish/SCIM-SDK#913, #927)',
      {},
      [
        { send: 'POST /Users', body: person('ana', { displayName: 'a"b\\c/d\te' }), status: 201, keep: 'ana' },
        { send: `GET /Users?filter=${encodeURIComponent('displayName eq "a\\"b\\\\c\\/d\\te"')}`, status: 200, finds: ['ana'] },
        { send: `GET /Users?filter=${encodeURIComponent('displayName eq "\\u0061\\"b\\\\c\\u002fd\\u0009e"')}`, status: 200, finds: ['ana'] },
      ],
    ],
  ],
}
