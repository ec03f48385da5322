import type { Facts } from '../../server/diagnostics/finding-facts.ts'
import type { Environment } from '../../server/kernel/environment.ts'

/** Facts of every code, as they may be: each list holds something, and each choice is made. */
export function exampleFacts({ newId, now }: Environment): Facts {
  const at = now()
  const ofDirectory = { directory: newId('dir'), directoryName: 'Corporate Okta', provider: 'okta', providerName: 'Okta' }
  const ofDomain = { domainId: newId('dom'), domain: 'acme.example' }
  const ofPerson = { member: newId('mem'), userName: 'ada@acme.example' }
  const group = { group: newId('grp'), name: 'Engineering' }
  const counted = { count: 2, isMore: true }
  const limit = { amount: '20.00', currency: 'USD' }
  const missing: Facts['provisioning-locked']['missing'] = [{ id: 'sso', detail: 'No connection is active.' }]
  const retryMenu = 'Push now'
  const refused = { ...ofDirectory, reason: 'invalidValue', times: 2, names: ['ada'], isMore: false, example: 'active: no boolean', retryMenu }
  const ofUser = { asked: 'ada', user: newId('usr'), ...ofPerson, directory: ofDirectory.directory, directoryName: 'Corporate Okta' }
  const menus = { assignMenu: 'Assignments → Assign', groupsMenu: 'Push Groups → Find groups by name' }
  const sent = {
    asked: 'ada',
    directoryName: 'Corporate Okta',
    reason: 'user-name-taken',
    at,
    operation: 'create_user',
    example: null,
    retryMenu,
    providerName: 'Okta',
  }
  const toDirectory = { baseUrlMenu: 'SCIM connector base URL', tokenMenu: 'Authorization', startMenu: 'Provisioning → To App' }
  const connection = { connection: newId('con'), connectionName: 'Acme Okta' }
  return {
    'provisioning-locked': { missing },
    'prerequisites-missing': { directories: ['Corporate Okta'], missing },
    'domain-expired': { ...ofDomain, lostAt: at, days: 7 },
    'domain-failing': { ...ofDomain, failingSince: at, lostAt: at },
    'domain-unanswered': { ...ofDomain, answeredAt: at },
    'directory-paused': { ...ofDirectory, pausedAt: at },
    'ended-directory-called': { ...ofDirectory, how: 'replaced', lastAt: at },
    'directory-without-token': { ...ofDirectory, ...toDirectory, hadOne: true },
    'token-expires': { ...ofDirectory, ...toDirectory, token: 'Okta', at, isOver: false },
    'dead-token-called': {
      ...ofDirectory,
      ...toDirectory,
      tokenId: newId('tok'),
      token: 'Okta',
      prefix: 'purser_scim_abc',
      why: 'revoked',
      endedAt: at,
      calls: 3,
      lastAt: at,
    },
    'unknown-token-called': {
      ...ofDirectory,
      ...toDirectory,
      why: 'cut',
      tokenId: newId('tok'),
      token: 'Okta',
      prefix: 'purser_scim_abcd',
      userAgent: 'Okta SCIM Client 1.0.0',
      calls: 3,
      lastAt: at,
      wasConnected: false,
    },
    'wrong-base-url': { ...ofDirectory, ...toDirectory, path: '/scim/v2/Users', times: 2, lastAt: at },
    'nothing-received': { ...ofDirectory, ...toDirectory, tokenSince: at, minutes: 300, isEarly: false, rhythm: 'At once.' },
    'only-lookups': { ...ofDirectory, ...toDirectory, ...menus, firstAt: at, lastAt: at, isEarly: false },
    'idp-silent': { ...ofDirectory, ...toDirectory, lastAt: at, minutes: 5_000, cycleMinutes: 40, isMeasured: true },
    'users-refused': refused,
    'foreign-domain': { domain: 'gmail.example', users: 1, userName: 'ada@gmail.example' },
    'adopted-privileged-member': { ...ofPerson, role: 'admin' },
    'last-owner-kept': ofPerson,
    'returned-by-name': { ...ofPerson, matchedBy: 'userName', formerRole: 'admin' },
    'people-in-two-directories': { ...counted, people: [ofPerson], directories: ['One', 'Two'] },
    'person-twice': { ...counted, people: [{ userName: 'ada', members: [newId('mem')] }], directories: ['One', 'Two'] },
    'members-in-no-directory': { ...counted, people: [{ who: 'ada', member: newId('mem'), origin: 'invite' }] },
    'groups-not-pushed': {
      ...ofDirectory,
      ...menus,
      users: 3,
      isMore: false,
      firstUserAt: at,
      isEarly: false,
      hints: ['another-group-than-the-assigning'],
    },
    'groups-refused': refused,
    'unknown-members': { ...group, count: 2, unknown: ['x'] },
    'groups-empty': { ...ofDirectory, ...counted, ...menus, groups: [group], hints: ['direct-members-only'] },
    'groups-nested-only': { ...ofDirectory, ...counted, groups: [group] },
    'group-keeps-leavers': { ...ofDirectory, ...counted, ...menus, groups: [{ ...group, people: 2 }] },
    'group-name-twice': { name: 'Engineering', limited: { ...group, directoryName: 'One' }, other: { ...group, directoryName: 'Two' } },
    'limit-on-nobody': { ...group, ...limit, because: 'empty', similar: [group] },
    'limit-never-wins': { ...group, ...limit, people: 2, isMore: false, instead: [{ ...group, ...limit, amount: null }] },
    'limit-left-with-group': {
      ...group,
      ...limit,
      formerGroup: newId('grp'),
      formerName: 'Engineers',
      limitId: newId('lim'),
      endedAt: at,
      matchedBy: 'external_id',
    },
    'limits-frozen': { ...counted, groups: [{ ...group, ...limit, limitId: newId('lim') }] },
    'product-never-asked': { limits: 2, isMore: false, minutes: 3_000, isEarly: false, lastReadAt: at, lastSpendAt: null },
    'usage-unattributed': { subjects: ['user_name:ada', null], isMore: false },
    'usage-quarantined': { ...counted, unpriced: 1, aboveCeiling: 1, events: [{ source: 'app', eventId: 'e1' }] },
    'sign-ins-refused': { ...connection, code: 'not-assigned', times: 2, people: ['ada', null], isMore: false },
    'sign-in-address-differs': { ...counted, people: [{ member: newId('mem'), signsInAs: 'a@acme.example', inDirectory: 'b@acme.example' }] },
    'certificate-expires': { ...connection, until: at, isOver: false, days: 30 },
    'saml-metadata-unread': { ...connection, why: 'It answers 500.' },
    'key-of-leaver': { who: 'ada', member: newId('mem'), key: newId('key'), name: 'CI', prefix: 'purser_key_abc' },
    'person-present': { ...ofUser, isLetIn: true },
    'person-deactivated': { ...ofUser, ...menus, at, request: newId('req'), providerName: 'Okta' },
    'person-deleted': { ...ofUser, ...menus, at, request: null, providerName: 'Okta' },
    'person-under-another-name': { ...ofUser, by: 'same-mailbox' },
    'person-without-directory': { asked: 'ada', member: newId('mem'), origin: 'bootstrap', isIn: true },
    'person-refused': sent,
    'never-received': { asked: 'ada', lookedUpAt: at, providers: [{ name: 'Okta', ...menus }] },
    'person-limit': {
      member: newId('mem'),
      who: 'ada',
      ...limit,
      isUnlimited: false,
      source: 'group',
      deciding: ['Engineering'],
      groups: [{ name: 'Outer', reason: 'nested' }],
    },
    'group-present': { asked: 'Engineering', ...group, ...limit, directoryName: 'One', isEmpty: false, hasLimit: true },
    'group-deleted': { asked: 'Engineering', ...group, ...menus, directoryName: 'One', at, request: null, providerName: 'Okta' },
    'group-under-another-name': { asked: 'Eng', ...group, directoryName: 'One' },
    'group-refused': sent,
  }
}
