import createClient, { type Middleware } from 'openapi-fetch'
import createQueryClient from 'openapi-react-query'
import type { paths } from '../../openapi.d.ts'
import { currentLanguage } from '../language/language.ts'
import { signInAddress } from '../session/sign-in-address.ts'
import { setSignedOut } from '../session/signed-out.ts'
import { onceUnderway } from './once-underway.ts'
import { queries } from './queries.ts'

/**
 * Sends the language that is shown. Whoever is not signed in goes to sign in, from where they come back to what they wanted to see; whose session ended while a page was open is told,
 * and keeps what they typed there.
 */
const aboard: Middleware = {
  onRequest: ({ request }) => {
    request.headers.set('accept-language', currentLanguage())
    return request
  },
  onResponse: ({ response }) => {
    if (response.status !== 401) setSignedOut(false)
    else if (queries.getQueriesData({ queryKey: ['get', '/v1/session'] }).some(([, session]) => session !== undefined)) setSignedOut(true)
    else location.assign(signInAddress(location))
    return undefined
  },
}

/** The API of this server, typed by its OpenAPI document. The browser's cookie says who asks. */
export const client = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin', fetch: onceUnderway((request) => fetch(request)) })
client.use(aboard)

/** The same as hooks: `api.useQuery('get', '/v1/team')`. */
export const api = createQueryClient(client)
