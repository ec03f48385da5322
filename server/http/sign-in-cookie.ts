/** The cookie of sign-ins on their way. The identity provider's answer is a navigation by GET, which brings a cookie that is Lax. */
export function signInCookieOf(publicUrl: string): { name: string; attributes: string; seconds: number } {
  const isHttps = new URL(publicUrl).protocol === 'https:'
  return {
    name: isHttps ? '__Host-purser_sign_in' : 'purser_sign_in',
    attributes: `Path=/; HttpOnly; ${isHttps ? 'Secure; ' : ''}SameSite=Lax`,
    seconds: 600,
  }
}
