import { refusal } from '../kernel/refusal.ts'

const crossOrigin = refusal({ code: 'cross-origin', status: 403, title: 'From another origin' })
const csrfProofMissing = refusal({ code: 'csrf-proof-missing', status: 403, title: 'Not known to come from here' })
const httpsRequired = refusal({ code: 'https-required', status: 403, title: 'Only over HTTPS' })

/** What a browser tells of where a request comes from (RFC 6454 §7.3; Fetch Metadata). */
export type Came = { origin: string | undefined; fetchSite: string | undefined; host: string | undefined }

/** Whether a request comes from a page of ours, from one of others, or from what tells nothing, as a program. */
export function judgeOrigin({ origin, fetchSite, host }: Came, publicUrl: string): 'own' | 'foreign' | 'untold' {
  // A form on a page without a referrer is sent with the origin "null": then the browser's own word counts.
  if (origin === undefined || origin === 'null') {
    if (fetchSite === 'same-origin') return 'own'
    return origin === 'null' || fetchSite === 'cross-site' || fetchSite === 'same-site' ? 'foreign' : 'untold'
  }
  const own = new URL(publicUrl)
  if (origin === own.origin) return 'own'
  // 127.0.0.1 and localhost are one machine: whoever develops may type either.
  const told = URL.parse(origin)
  const isHere = isLoopback(own) && origin === `http://${host}` && told !== null && isLoopback(told)
  return isHere ? 'own' : 'foreign'
}

/** Refuses what a cookie alone would let in: a page of others can have a browser send it. Refuses: cross-origin, csrf-proof-missing. */
export function requireOwnOrigin(came: Came, publicUrl: string): void {
  const judged = judgeOrigin(came, publicUrl)
  if (judged === 'foreign') throw foreign(came)
  if (judged === 'untold')
    throw csrfProofMissing(
      `A change by a session comes with the header Origin: ${new URL(publicUrl).origin}, as browsers send it. Or use an API key.`,
    )
}

/** Refuses what a page of others sent. What is no browser, and so has no cookies of anybody, may come. Refuses: cross-origin. */
export function refuseForeignOrigin(came: Came, publicUrl: string): void {
  if (judgeOrigin(came, publicUrl) === 'foreign') throw foreign(came)
}

const foreign = ({ origin }: Came) =>
  crossOrigin(`This came from ${origin === undefined || origin === 'null' ? 'another site' : origin.slice(0, 200)}, which may change nothing here.`)

/** How the session's cookie is called and kept: `__Host-` over HTTPS; plain over http on the machine itself, where browsers would not take that. */
export function cookieOf(publicUrl: string): { name: string; attributes: string } {
  const url = new URL(publicUrl)
  if (url.protocol === 'https:') return { name: '__Host-purser_session', attributes: 'Path=/; HttpOnly; Secure; SameSite=Lax' }
  return { name: 'purser_session', attributes: 'Path=/; HttpOnly; SameSite=Lax' }
}

/**
 * Refuses to hand out a cookie that others on the way could read. Over plain http the browser has to say that it asked the machine itself, whatever our own
 * URL: a server that listens on every address is asked from elsewhere too. Refuses: https-required.
 */
export function requireSafeTransport({ host }: Pick<Came, 'host'>, publicUrl: string): void {
  const url = new URL(publicUrl)
  if (url.protocol === 'https:') return
  if (!isLoopback(url) || host === undefined || !URL.canParse(`http://${host}`) || !isLoopback(new URL(`http://${host}`)))
    throw httpsRequired(
      `Signing in over plain http works on the machine itself alone. Put a proxy with TLS in front and set PURSER_PUBLIC_URL to its https address.`,
    )
}

const isLoopback = ({ hostname }: URL) => hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)

/** The value of a cookie in a request's header (RFC 6265 §5.4), or undefined where it has none of that name. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=')
    if (key.trim() === name) return value.join('=').trim()
  }
  return undefined
}
