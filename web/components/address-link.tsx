import { Anchor, Button, type AnchorProps } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

type Props = Omit<AnchorProps, 'style'> & { address: string; children: ReactNode }

/** A link to an address of the dashboard that is known only as text, such as one that the API names. It loads nothing anew. */
export function AddressLink({ address, children, ...props }: Props) {
  const follow = useFollow(address)
  return (
    <Anchor {...props} href={address} onClick={follow}>
      {children}
    </Anchor>
  )
}

/** The same, looking like a button. */
export function AddressButton({ address, children }: { address: string; children: ReactNode }) {
  const follow = useFollow(address)
  return (
    <Button component="a" size="xs" variant="default" href={address} onClick={follow}>
      {children}
    </Button>
  )
}

function useFollow(address: string): (event: MouseEvent) => void {
  const router = useRouter()
  return (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return // the browser opens it beside this one
    event.preventDefault()
    void router.navigate({ href: address })
  }
}
