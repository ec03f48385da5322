import { useLingui } from '@lingui/react/macro'
import { createContext, useContext } from 'react'
import { isPlaceholder, type Placeholder } from './placeholders.ts'

/** A team's own values, as far as they are known. */
export type GuideValues = Partial<Record<Placeholder, string>>

export const GuideValuesContext = createContext<GuideValues>({})

/** Puts the team's values into a text of a guide. What is not known is said in words: ‹your token›. `isWhole` tells whether all of it can be used as it stands. */
export function useFill(): (text: string) => { filled: string; isLive: boolean; isWhole: boolean } {
  const { t } = useLingui()
  const values = useContext(GuideValuesContext)
  const words: Record<Placeholder, string> = {
    acs_url: t`the ACS URL`,
    sp_entity_id: t`the entity id`,
    sp_metadata_url: t`the URL of our metadata`,
    redirect_uri: t`the redirect URI`,
    connection_id: t`the connection’s id`,
    sign_in_url: t`the sign-in URL`,
    scim_base_url: t`the SCIM URL`,
    scim_token: t`your token`,
    team_name: t`your team`,
    directory_id: t`the directory’s id`,
  }
  return (text) => {
    const held = [...text.matchAll(mark)].flatMap(([, name = '']) => (isPlaceholder(name) ? [name] : []))
    const filled = text.replaceAll(mark, (whole, name: string) => (isPlaceholder(name) ? (values[name] ?? `‹${words[name]}›`) : whole))
    const known = held.filter((name) => values[name] !== undefined)
    return { filled, isLive: known.length > 0, isWhole: known.length === held.length }
  }
}

const mark = /\{\{(\w+)\}\}/g
