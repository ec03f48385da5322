type Send = (request: Request) => Promise<Response>

/**
 * Sends a change once while it is on its way: the second click of a double one comes before its button knows that it is busy, asks for the very same, and gets the answer of the
 * first. What is asked for again after the answer is another request.
 */
export function onceUnderway(send: Send): Send {
  const underway = new Map<string, Promise<Response>>()
  return async (request) => {
    if (request.method === 'GET') return send(request)
    const { method, url, headers } = request
    const key = [method, url, headers.get('if-match') ?? '', await request.clone().text()].join('\n')
    const sent = underway.get(key) ?? send(request).finally(() => underway.delete(key))
    underway.set(key, sent)
    return (await sent).clone() // each reads the body for itself
  }
}
