import { t } from '@lingui/core/macro'

/** How often each identity provider speaks, as its guide has it. */
const rhythms: Record<string, () => string> = {
  okta: () => t`Okta sends each change as it happens. It does not repeat a task that was refused: an admin retries it.`,
  entra: () => t`Entra sends the changes of a cycle, about every 40 minutes. “Provision on demand” sends one user at once.`,
  google: () => t`Google pushes nothing to a custom app, so nothing comes by itself.`,
  onelogin: () => t`OneLogin sends each change as it happens, or once an admin has approved it.`,
  jumpcloud: () =>
    t`JumpCloud sends each change as it happens. When it is activated it creates a test user and a test group, and removes them again.`,
  pingone: () => t`PingOne sends everybody once when a rule becomes active, then each change.`,
  pingfederate: () => t`PingFederate sends changes at the interval that is set for its provisioner.`,
  rippling: () => t`Rippling sends what happens to people, such as a hire, a change or an exit, at the time that you set for it.`,
  cyberark: () => t`CyberArk sends changes of its roles and people as they happen; a full synchronisation is started by an admin or by a schedule.`,
  keycloak: () => t`The plugin for Keycloak sends each change as it happens, and again up to ten times if that fails.`,
  authentik: () => t`authentik sends each change as it happens, and everything again every few hours.`,
}

/** How often a provider speaks, in a sentence. */
export const rhythmOf = (provider: string): string =>
  rhythms[provider]?.() ?? t`How often it sends is set at the client. Purser waits for it and never asks.`
