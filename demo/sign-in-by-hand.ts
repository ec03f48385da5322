/** Signs somebody in at the sandbox provider as a browser would: from an address of Purser's to wherever it leads. Answers the page at the end. */
export async function signInByHand(start: string, email: string): Promise<string> {
  const cookies = new Map<string, string>()
  const ask = async (url: string, body?: string): Promise<Response> => {
    // The demo's two servers are one host, so one jar is enough.
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie, ...form },
      body: body ?? null,
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    return answer
  }
  let url = start
  let answer = await ask(url)
  for (let steps = 0; steps < 20; steps++) {
    const location = answer.headers.get('location')
    if (location !== null) {
      url = new URL(location, url).href
      answer = await ask(url)
    } else if (url.includes('/interaction/')) answer = await ask(url, new URLSearchParams({ login: email }).toString())
    else return answer.text()
  }
  throw new Error(`The sign-in came to no end at ${url}`)
}
