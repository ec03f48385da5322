import { returnToForeign } from './sign-in-refusals.ts'

/** Where a browser goes once somebody is in: a path of ours, or else anybody could send people on from our name (OWASP: unvalidated redirects). Refuses: return-to-foreign. */
export function parseReturnTo(sent: unknown, publicUrl: string): string {
  const own = new URL(`${publicUrl}/`)
  if (sent === undefined || sent === '') return own.pathname
  // Browsers take a backslash for a slash, and pass over tabs and line ends (https://url.spec.whatwg.org/#concept-basic-url-parser).
  const isPath = typeof sent === 'string' && sent.length <= 2_000 && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(sent)
  const url = isPath ? URL.parse(sent, own) : null
  const path = url === null ? '' : `${url.pathname}${url.search}${url.hash}`
  // What is answered is judged, and not what was sent: with its dot segments gone `/.//evil.example` names a host (RFC 3986 §4.2).
  if (path.startsWith('//') || URL.parse(path, own)?.origin !== own.origin || url?.origin !== own.origin)
    throw returnToForeign('return_to is a path of this server, such as /directory.')
  return path
}
