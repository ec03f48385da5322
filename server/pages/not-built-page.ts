import { html } from './html.ts'
import type { Language } from './language.ts'
import type { Page } from './layout.ts'

const texts = {
  en: {
    title: 'The dashboard is not built',
    hint: 'You are signed in, and the API works. Whoever runs this server builds the dashboard once, and starts it again:',
  },
  fr: {
    title: 'Le tableau de bord n’est pas construit',
    hint: 'Vous êtes connecté, et l’API fonctionne. Qui exploite ce serveur construit le tableau de bord une fois, puis le redémarre :',
  },
} as const

/** What is shown where the dashboard would be, on a server that was started without `npm run build`. */
export function notBuiltPage(language: Language): Page {
  const { title, hint } = texts[language]
  return {
    title,
    body: html`<p>${hint}</p>
      <pre>npm run build</pre>`,
  }
}
