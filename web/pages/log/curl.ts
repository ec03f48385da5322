/** The request again, as a command: its token is left for whoever has it to fill in. */
export function toCurl(origin: string, { method, path, body }: { method: string; path: string; body: string | null }): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  const parts = [`curl -X ${method}`, quoted(origin + path), '-H "Authorization: Bearer $SCIM_TOKEN"']
  if (body !== null) parts.push("-H 'Content-Type: application/scim+json'", `-d ${quoted(body)}`)
  return parts.join(' \\\n  ')
}
