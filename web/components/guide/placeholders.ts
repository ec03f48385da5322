/** The placeholders of the guides, as docs/idp/README.md lists them. */
export const placeholders = [
  'acs_url',
  'sp_entity_id',
  'sp_metadata_url',
  'redirect_uri',
  'connection_id',
  'sign_in_url',
  'scim_base_url',
  'scim_token',
  'team_name',
  'directory_id',
] as const
export type Placeholder = (typeof placeholders)[number]

export const isPlaceholder = (name: string): name is Placeholder => placeholders.some((each) => each === name)
