/** A team's API, as a program has it. */
export type ApiAccess = { apiBaseUrl: string; apiKey: string }

/** Asks the API. Throws where it refuses: the demo asks for nothing that it may not have. */
export async function call({ apiBaseUrl, apiKey }: ApiAccess, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${apiBaseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
