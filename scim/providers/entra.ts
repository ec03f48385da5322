import { isObject, ownInAnyCase } from '../json.ts'
import { operationsOf, type Profile, type RequestTraits } from './profile.ts'

/** The second schema that Entra gives to each group that it creates. */
const legacyGroup = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'
const capitalised = new Set(['Add', 'Replace', 'Remove'])

/** Sources: Microsoft's pages on developing a SCIM endpoint and on its compatibility flags. Its user agent is often empty. */
export const entra: Profile = {
  provider: 'entra',
  name: 'Microsoft Entra ID',
  rhythm: { cycleMinutes: 40, inWords: 'Entra sends the changes of a cycle, about every 40 minutes. "Provision on demand" sends one user at once.' },
  menuNames: { page: 'Provisioning', baseUrl: 'Tenant URL', token: 'Secret Token', groups: 'Users and groups' },
  recognise: (request) => hasFlag(request) || isLegacyGroup(request) || isCapitalised(request),
}

/** `aadOptscim062020` is written behind the tenant URL, and may come back in the path or in the query. */
const hasFlag = ({ path, query }: RequestTraits) => `${path}?${query}`.includes('aadOptscim')

function isLegacyGroup({ body }: RequestTraits): boolean {
  const schemas = isObject(body) ? ownInAnyCase(body, 'schemas') : undefined
  return Array.isArray(schemas) && schemas.includes(legacyGroup)
}

const isCapitalised = ({ body }: RequestTraits) => operationsOf(body).some(({ op }) => typeof op === 'string' && capitalised.has(op))
