import { html, type Html } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'

// Where people begin who know nothing but their address.

const texts = {
  en: {
    title: 'Sign in',
    hint: 'Type your work e-mail address. You will sign in where your company does.',
    email: 'E-mail',
    go: 'Continue',
    chooseTitle: 'Where do you sign in?',
    choose: 'Your company has several ways to sign in. If one does not know you, use another.',
    one: 'You sign in with your company’s identity provider.',
    with: (name: string) => `Sign in with ${name}`,
    unknownTitle: 'No single sign-on for this address',
    unknown: 'Nobody signs in here with single sign-on by an address of this kind. Check how it is spelt, or open the link that you were given.',
    again: 'Another address',
  },
  fr: {
    title: 'Se connecter',
    hint: 'Saisissez votre adresse e-mail professionnelle. Vous vous connecterez là où votre entreprise le fait.',
    email: 'E-mail',
    go: 'Continuer',
    chooseTitle: 'Où vous connectez-vous ?',
    choose: 'Votre entreprise a plusieurs façons de se connecter. Si l’une ne vous connaît pas, prenez-en une autre.',
    one: 'Vous vous connectez avec le fournisseur d’identité de votre entreprise.',
    with: (name: string) => `Se connecter avec ${name}`,
    unknownTitle: 'Pas d’authentification unique pour cette adresse',
    unknown: 'Personne ne se connecte ici par authentification unique avec une telle adresse. Vérifiez-la, ou ouvrez le lien que l’on vous a donné.',
    again: 'Une autre adresse',
  },
} as const

const queryOf = (returnTo: string, language: Language) => new URLSearchParams({ return_to: returnTo, lang: language }).toString()

export function startPage(returnTo: string, language: Language): Page {
  const { title, hint, email, go } = texts[language]
  return {
    title,
    body: html`<p>${hint}</p>
      <form method="post" action="sign-in?${queryOf(returnTo, language)}">
        <label>${email}<input name="email" type="email" required maxlength="320" autocomplete="username" autofocus /></label>
        <button type="submit">${go}</button>
      </form>`,
  }
}

/** Links, and not a redirect: a browser that holds `form-action` to a page's own origin holds it for what a form's answer redirects to as well. */
export function choicePage(connections: readonly { name: string; href: string }[], returnTo: string, language: Language): Page {
  const text = texts[language]
  const [, ...others] = connections
  return {
    title: others.length > 0 ? text.chooseTitle : text.title,
    body: html`<p>${others.length > 0 ? text.choose : text.one}</p>
      ${connections.map(({ name, href }) => html`<p><a href="${href}">${text.with(name)}</a></p>`)} ${again(returnTo, language)}`,
  }
}

/** The same for a domain that nobody has, for one without a connection, and for what is no address: the page tells nobody who our customers are not. */
export function unknownPage(returnTo: string, language: Language): Page {
  const { unknownTitle, unknown } = texts[language]
  return {
    title: unknownTitle,
    body: html`<p>${unknown}</p>
      ${again(returnTo, language)}`,
  }
}

const again = (returnTo: string, language: Language): Html =>
  html`<p class="small"><a href="sign-in?${queryOf(returnTo, language)}">${texts[language].again}</a></p>`

/** Where a sign-in through a connection begins, from the page for signing in. Relative, so that it works behind whatever path and name the browser came by. */
export const startAddress = (connectionId: string, returnTo: string, email: string): string =>
  `sso/${connectionId}/start?${new URLSearchParams({ return_to: returnTo, login_hint: email }).toString()}`
