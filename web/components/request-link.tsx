import { RouterLink } from './router-link.tsx'

/** A request of the identity provider, by its id: leads to it in the provisioning log. */
export function RequestLink({ request }: { request: string }) {
  return (
    <RouterLink to="/log" search={{ request }} className="mono" underline="always">
      {request}
    </RouterLink>
  )
}
