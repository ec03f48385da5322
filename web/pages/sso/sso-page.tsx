import './sso.css'
import { getRouteApi } from '@tanstack/react-router'
import { ConnectionPage } from './connection-page.tsx'
import { NewConnectionPage } from './new-connection-page.tsx'
import { SsoOverview } from './sso-overview.tsx'

const route = getRouteApi('/sso')

/** Single sign-on: all of it, or the one connection that the address names. */
export function SsoPage() {
  const { connection } = route.useSearch()
  if (connection === undefined) return <SsoOverview />
  return connection === 'new' ? <NewConnectionPage /> : <ConnectionPage key={connection} id={connection} />
}
