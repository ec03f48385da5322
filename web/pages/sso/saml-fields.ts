/** How the metadata of an identity provider is given. */
export const waysToGive = ['url', 'xml', 'hand'] as const
export type Way = (typeof waysToGive)[number]

/** What was typed, whichever way is open: nothing is lost by looking at another one. */
export type SamlFields = {
  url: string
  xml: string
  entityId: string
  ssoUrl: string
  binding: 'redirect' | 'post'
  sloUrl: string
  /** PEM, one beneath the other; or base64 alone, of one. */
  certificates: string
}

export type WantedSaml = {
  metadata_url?: string | null
  metadata_xml?: string
  idp_entity_id?: string
  sso_url?: string
  sso_binding?: 'redirect' | 'post'
  slo_url?: string | null
  certificates?: string[]
}

/** What the API is asked for, by the way that is open. By hand ends what an address said: it would come back with the next day. Pure. */
export function toWanted(way: Way, { url, xml, entityId, ssoUrl, binding, sloUrl, certificates }: SamlFields): WantedSaml {
  if (way === 'url') return { metadata_url: url.trim() }
  if (way === 'xml') return { metadata_xml: xml }
  const parts = splitCertificates(certificates)
  return {
    metadata_url: null,
    idp_entity_id: entityId.trim(),
    sso_url: ssoUrl.trim(),
    sso_binding: binding,
    slo_url: sloUrl.trim() === '' ? null : sloUrl.trim(),
    ...(parts.length > 0 && { certificates: parts }),
  }
}

/** The certificates in a text: each PEM block, or the whole of it where there is none. */
export function splitCertificates(text: string): string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)
  return blocks ?? (text.trim() === '' ? [] : [text.trim()])
}
