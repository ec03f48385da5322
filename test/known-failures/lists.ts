import type { Given } from '../support/exchange.ts'
import { ana, patchEng, refer, two } from '../support/given.ts'
import { G, groupOf, U } from '../support/scim.ts'
import type { Case } from './case.ts'

const full: Given = { users: ['ana', 'bo', 'cy'], groups: { Eng: ['ana', 'bo', 'cy'] } }
const bare = { schemas: [U], userName: 'bare@acme.example' }

export const lists: Case[] = [
  {
    wrong: 'a filter value is decoded twice, or a plus sign is no blank',
    source: 'GH:elimity-com/scim#133; GH:OneUptime/oneuptime#2134',
    right: [
      { send: 'POST /Users', body: { ...bare, userName: 'ana+tag@acme.example' }, status: 201, keep: 'ana' },
      { send: 'GET /Users?filter=userName+eq+%22ana%2Btag%40acme.example%22', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=userName%20eq%20%22ana%2Btag%40acme.example%22', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=userName+eq+%22ana%252Btag%40acme.example%22', status: 200, finds: [] },
      { send: 'GET /Users?filter=userName+eq+%22ana+tag%40acme.example%22', status: 200, finds: [] },
    ],
  },
  {
    wrong: 'blanks, quotes, backslashes, colons and escapes within a value break the filter',
    source:
      'GH:audriga/scim-server-php#1; GH:kanidm/kanidm#3673; GH:thomaspoignant/scim-patch#1020; GH:lightdash/lightdash#18243; GH:Captain-P-Goldfish/SCIM-SDK#913',
    right: [
      ...['R & D: "core"', 'a\\b', 'urn:x:y', 'Größe (eq) and [or]', 'tab\there'].flatMap((displayName) => [
        { send: 'POST /Groups', body: groupOf(displayName), status: 201, keep: 'g' },
        { send: `GET /Groups?filter=${encodeURIComponent(`displayName eq ${JSON.stringify(displayName)}`)}`, status: 200, finds: ['g'] },
      ]),
      { send: 'POST /Groups', body: groupOf('Ünï'), status: 201, keep: 'g' },
      { send: `GET /Groups?filter=${encodeURIComponent('displayName eq "\\u00dcn\\u00ef"')}`, status: 200, finds: ['g'] },
    ],
  },
  {
    wrong: '% or * in a value matches everything',
    source: 'GH:FusionAuth/fusionauth-issues#3111',
    given: two,
    right: ['%25', '*', 'a%25', 'ana_acme.example', '%25@acme.example', '?'].map((pattern) => ({
      send: `GET /Users?filter=userName eq "${pattern}"`,
      status: 200,
      finds: [],
    })),
  },
  {
    wrong: 'a filter that is not understood lists everybody',
    source: 'GH:Metatavu/keycloak-scim-server#46',
    given: two,
    right: [
      ...['userName', 'userName is "ana"', 'nope eq "x"', 'userName eq "ana" nonsense', 'name eq "x"', ''].map((filter) => ({
        send: `GET /Users?filter=${filter}`,
        status: 400,
        scimType: 'invalidFilter',
      })),
      { send: 'GET /Groups?filter=userName eq "x"', status: 400, scimType: 'invalidFilter' },
    ],
  },
  {
    wrong: 'groups have no filter',
    source: 'ENTRA: use-scim-to-provision-users-and-groups; R:goauthentik/authentik',
    given: { users: ['ana', 'bo'], groups: { Eng: ['ana'], Ops: ['ana', 'bo'] } },
    right: [
      { send: 'GET /Groups?filter=displayName eq "eng"', status: 200, finds: ['Eng'] },
      { send: 'GET /Groups?filter=id eq "{Ops}"', status: 200, finds: ['Ops'] },
      { send: 'GET /Groups?filter=members.value eq "{ana}"', status: 200, finds: ['Eng', 'Ops'] },
      { send: 'GET /Groups?filter=id eq "{Ops}" and members[value eq "{bo}"]', status: 200, finds: ['Ops'] },
      { send: 'GET /Groups?filter=externalId pr', status: 200, finds: [] },
    ],
  },
  {
    wrong: 'order is asked of what has none, or pr finds what is empty',
    source: 'R:Captain-P-Goldfish/SCIM-SDK; RFC 7644 §3.4.2.2',
    right: [
      { send: 'POST /Users', body: { ...bare, title: '', nickName: null, emails: [] }, status: 201, keep: 'ana' },
      ...['title', 'nickName', 'emails', 'name', 'name.givenName'].map((name) => ({ send: `GET /Users?filter=${name} pr`, status: 200, finds: [] })),
      { send: 'GET /Users?filter=title ne "x"', status: 200, finds: ['ana'] },
      ...['gt', 'ge', 'lt', 'le'].map((op) => ({ send: `GET /Users?filter=active ${op} true`, status: 400, scimType: 'invalidFilter' })),
      { send: 'GET /Users?filter=x509Certificates.value gt "AAAA"', status: 400, scimType: 'invalidFilter' },
    ],
  },
  {
    wrong: 'count=0 is an error or a page',
    source: 'GH:PennState/SCIMple#74; GH:wso2/product-is#5106',
    given: two,
    right: ['Users', 'Groups'].map((endpoint) => ({
      send: `GET /${endpoint}?count=0`,
      status: 200,
      shows: { totalResults: endpoint === 'Users' ? 2 : 1, itemsPerPage: 0, Resources: [] },
    })),
  },
  {
    wrong: 'totalResults is the size of the page',
    source: 'GH:simpleidserver/SimpleIdServer#320',
    given: full,
    right: [
      { send: 'GET /Users?count=1', status: 200, shows: { totalResults: 3, itemsPerPage: 1 } },
      { send: 'GET /Users?count=1&filter=userName co "acme"', status: 200, shows: { totalResults: 3, itemsPerPage: 1 } },
      { send: 'GET /Users?startIndex=9', status: 200, shows: { totalResults: 3, itemsPerPage: 0, startIndex: 9, Resources: [] } },
      { send: 'GET /ResourceTypes', status: 200, shows: { totalResults: 2, itemsPerPage: 2 } },
    ],
  },
  {
    wrong: 'excludedAttributes=members is not heard',
    source: 'ENTRA: scim-validator-tutorial',
    given: two,
    right: [
      { send: 'GET /Groups/{Eng}?excludedAttributes=members', status: 200, lacks: ['members'] },
      {
        send: 'GET /Groups?excludedAttributes=members&filter=displayName eq "Eng"',
        status: 200,
        finds: ['Eng'],
        lacks: ['members'],
      },
      {
        ...patchEng({ op: 'add', path: 'members', value: [refer('bo')] }),
        send: 'PATCH /Groups/{Eng}?excludedAttributes=members',
        status: 200,
        lacks: ['members'],
      },
      { send: 'GET /Groups/{Eng}', status: 200, members: ['ana', 'bo'] },
    ],
  },
  {
    wrong: 'attributes takes id and schemas away, or excludedAttributes what is always returned',
    source: 'GH:better-auth/better-auth#10421',
    given: two,
    right: [
      { send: 'GET /Users/{ana}?attributes=title', status: 200, shows: { schemas: [U], id: '{ana}' }, lacks: ['userName', 'meta'] },
      {
        send: 'GET /Users/{ana}?excludedAttributes=id,schemas,emails',
        status: 200,
        shows: { schemas: [U], id: '{ana}', userName: 'ana@acme.example' },
        lacks: ['emails'],
      },
      { send: 'GET /Groups?attributes=displayName', status: 200, shows: { Resources: [{ schemas: [G], id: '{Eng}', displayName: 'Eng' }] } },
    ],
  },
  {
    wrong: 'numbers of a list are texts',
    source: 'OKTA: concepts/scim/faqs',
    given: ana,
    right: [{ send: 'GET /Users?startIndex=1&count=1', status: 200, shows: { totalResults: 1, startIndex: 1, itemsPerPage: 1 } }],
  },
  {
    wrong: 'a query parameter that nobody knows is an error',
    source: 'ENTRA: application-provisioning-config-problem-scim-compatibility',
    given: ana,
    right: ['aadOptscim062020', 'AzureAdScimPatch2017', 'verbose=true', '_=1'].map((parameter) => ({
      send: `GET /Users?${parameter}`,
      status: 200,
      finds: ['ana'],
    })),
  },
  {
    wrong: 'POST to .search is 404 or 201',
    source: 'scim2-tester; RFC 7644 §3.4.3',
    given: two,
    right: [
      { send: 'POST /Users/.search', body: { filter: 'userName sw "ana"', attributes: ['userName'] }, status: 200, finds: ['ana'] },
      { send: 'POST /Groups/.search', body: { excludedAttributes: ['members'], count: 1 }, status: 200, finds: ['Eng'] },
      { send: 'POST /.search', body: { filter: 'displayName eq "eng" or userName sw "ana"' }, status: 200, finds: ['ana', 'Eng'] },
    ],
  },
]
