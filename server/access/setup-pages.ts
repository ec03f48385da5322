import type { SetupPurpose } from '../kernel/setup-purpose.ts'
import { html } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'

const texts = {
  en: {
    title: (team: string) => `Set up ${team}`,
    hint: 'This link needs no account. It opens:',
    until: (moment: string) => `It may be opened again until ${moment}. What is done by it stands in the team’s audit log.`,
    oneAtATime: 'If you are signed in here, you will be signed out.',
    open: 'Open the set-up',
    opens: {
      sso: 'single sign-on: domains, connections and their test sign-ins',
      directory: 'directories: making them, their tokens, their provisioning log and findings',
    },
  },
  fr: {
    title: (team: string) => `Configurer ${team}`,
    hint: 'Ce lien ne demande pas de compte. Il ouvre :',
    until: (moment: string) => `Il peut être rouvert jusqu’au ${moment}. Ce qui est fait par ce lien figure dans le journal d’audit de l’équipe.`,
    oneAtATime: 'Si vous êtes connecté ici, vous serez déconnecté.',
    open: 'Ouvrir la configuration',
    opens: {
      sso: 'l’authentification unique : domaines, connexions et leurs essais',
      directory: 'les annuaires : leur création, leurs jetons, leur journal de provisionnement et leurs constats',
    },
  },
} as const

type Shown = { purpose: SetupPurpose; expiresAt: string; teamName: string }

const partsOf = (purpose: SetupPurpose): ('sso' | 'directory')[] => (purpose === 'sso_and_directory' ? ['sso', 'directory'] : [purpose])

/** What a set-up link shows as it is opened: what it is for, and the one button that opens it. `action` is where its form goes. */
export function setupLinkPage({ purpose, expiresAt, teamName }: Shown, action: string, language: Language): Page {
  const text = texts[language]
  return {
    title: text.title(teamName),
    body: html`<p>${text.hint}</p>
      <ul>
        ${partsOf(purpose).map((part) => html`<li>${text.opens[part]}</li>`)}
      </ul>
      <p class="small">${text.until(expiresAt)} ${text.oneAtATime}</p>
      <form method="post" action="${action}"><button type="submit" name="confirm" value="yes">${text.open}</button></form>`,
  }
}
