import type { Reader } from '../store/open.ts'
import { listActiveConnections, type Connection } from './connections.ts'
import { domainOf, findOwnerOf } from './domains.ts'
import { readAddress } from './who-gets-in.ts'

/** The active connections of the team that has proved the domain of an address: nobody is asked who they are to see where to sign in, and nothing tells whether they are a member. */
export async function listConnectionsFor(db: Reader, address: string): Promise<Connection[]> {
  const { email } = readAddress(address)
  const owner = email === null ? undefined : await findOwnerOf(db, domainOf(email))
  return owner ? listActiveConnections(db, owner) : []
}
