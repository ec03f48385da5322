import { html, type Html } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'
import type { Connection } from './connections.ts'

// Pages that carry a message of SAML on in a form, as browsers without scripts need a button for.

/** Stands in a form that a page of ours posts once more. */
export const postedAgain = 'posted_again'

const texts = {
  en: {
    on: 'Signing in',
    goOn: 'You are on your way to your identity provider.',
    back: 'You come from your identity provider.',
    confirmTitle: (name: string) => `Sign in with ${name}?`,
    confirm: 'Your identity provider sent you here to be signed in. If you did not choose this there, close this page.',
    go: 'Continue',
    out: 'Signed out',
    outThere: 'You are signed out here. Now your identity provider signs you out too.',
  },
  fr: {
    on: 'Connexion en cours',
    goOn: 'Vous allez vers votre fournisseur d’identité.',
    back: 'Vous venez de votre fournisseur d’identité.',
    confirmTitle: (name: string) => `Se connecter avec ${name} ?`,
    confirm: 'Votre fournisseur d’identité vous a envoyé ici pour vous connecter. Si vous ne l’avez pas choisi, fermez cette page.',
    go: 'Continuer',
    out: 'Déconnecté',
    outThere: 'Vous êtes déconnecté ici. Votre fournisseur d’identité vous déconnecte à son tour.',
  },
} as const

/** Takes a request to the identity provider. */
export function toProviderPage({ url, fields }: { url: string; fields: Record<string, string> }, language: Language): Page {
  const { on, goOn, go } = texts[language]
  return {
    title: on,
    posts: { to: 'elsewhere', isByItself: true },
    body: html`<p>${goOn}</p>
      ${formOf(url, Object.entries(fields), go)}`,
  }
}

/**
 * Posts an answer again, from here: the form of the identity provider came from another site, and browsers send our cookies with our own forms alone. Where nobody
 * had asked, a person has to say so: else any page could have them signed in as somebody else.
 */
export function postAgainPage(
  { name }: Connection,
  { form, isToBeConfirmed }: { form: readonly (readonly [string, string])[]; isToBeConfirmed: boolean },
  language: Language,
): Page {
  const text = texts[language]
  const fields = [...form, [postedAgain, '1'] as const]
  return {
    title: isToBeConfirmed ? text.confirmTitle(name) : text.on,
    posts: { to: 'here', isByItself: !isToBeConfirmed },
    body: html`<p>${isToBeConfirmed ? text.confirm : text.back}</p>
      ${formOf('acs', fields, text.go)}`,
  }
}

/** Leads on to the identity provider, where somebody is still signed in. */
export function signedOutPage(url: string, language: Language): Page {
  const { out, outThere, go } = texts[language]
  return {
    title: out,
    body: html`<p>${outThere}</p>
      <p><a href="${url}">${go}</a></p>`,
  }
}

const formOf = (action: string, fields: readonly (readonly [string, string])[], go: string): Html =>
  html`<form method="post" action="${action}">
    ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}<button type="submit">${go}</button>
  </form>`
