/** This service as one connection shows it to its identity provider. */
export type ServiceProvider = {
  entityId: string
  /** Where the answer is to be posted, and to nowhere else. */
  acsUrl: string
  /** PEM: a request is signed with it, an assertion for us encrypted to it. */
  privateKey: string
  /** PEM, signed by its own key. */
  certificate: string
}

/** The identity provider that a connection trusts, as its admin stored it. Nothing of a message changes it. */
export type IdentityProvider = {
  entityId: string
  /** PEM. Several while the provider rolls its key over: each that is valid today counts. */
  certificates: readonly string[]
  /** A switch for old providers alone, with a warning where it is on: SHA-1 can be forged by whoever can have something signed. */
  acceptsSha1: boolean
  /** Whether it may send people without having been asked. */
  mayStart: boolean
}

/** What this browser set out with. */
export type PendingRequest = { requestId: string; relayState: string }
