import { useState } from 'react'
import { getRouteApi } from '@tanstack/react-router'
import { client } from '../../api/client.ts'
import type { Answer } from '../../api/answer.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'

const route = getRouteApi('/sso')
type Begun = Answer<'/v1/connections/{connection}/test', 'post'>

/** Begins a test sign-in, and opens it in a tab of its own. */
export function useBegunTest(connectionId: string) {
  const refresh = useSsoRefresh()
  const navigate = route.useNavigate()
  const [begun, setBegun] = useState<Begun>()
  const [problem, setProblem] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const begin = async () => {
    setBusy(true)
    setProblem(undefined)
    // Opened with the click, or else the browser takes it for an advertisement; what is opened later may not reach back to this page.
    const tab = window.open('', '_blank')
    if (tab) tab.opener = null
    const { data, error } = await client
      .POST('/v1/connections/{connection}/test', { params: { path: { connection: connectionId } } })
      .catch((failure: unknown) => ({ data: undefined, error: failure }))
    setBusy(false)
    if (!data) {
      tab?.close()
      setProblem(error)
      return refresh()
    }
    setBegun(data)
    if (tab) tab.location.href = data.url
    await navigate({ search: { connection: connectionId, tab: 'test' }, resetScroll: false })
    return refresh()
  }
  return { begin: () => void begin(), begun, isBusy, problem }
}
