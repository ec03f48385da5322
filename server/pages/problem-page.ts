import { html } from './html.ts'
import type { Language } from './language.ts'
import type { Page } from './layout.ts'

/** What a refusal says to people who read French; in English its own words do. */
const french = new Map([
  ['link-unknown', ['Lien inconnu', 'Ce lien n’est pas l’un des nôtres : il est incomplet, modifié, ou d’un autre serveur. Copiez-le en entier.']],
  ['link-used', ['Lien déjà utilisé', 'Ce lien a déjà servi, et ne sert qu’une fois. Demandez-en un nouveau.']],
  ['link-expired', ['Lien expiré', 'Ce lien n’est plus valable. Demandez-en un nouveau.']],
  ['link-revoked', ['Lien révoqué', 'Ce lien a été révoqué. Demandez-en un nouveau.']],
  ['already-set-up', ['Déjà configuré', 'Cette équipe a déjà ses membres. Demandez une invitation à un propriétaire.']],
  ['already-member', ['Déjà membre', 'Cette adresse appartient déjà à un membre de l’équipe.']],
  [
    'managed-by-directory',
    ['Géré par le fournisseur d’identité', 'Votre fournisseur d’identité décide de votre accès. Adressez-vous à son administrateur.'],
  ],
  ['member-out', ['Accès terminé', 'La personne à qui ce lien est destiné ne fait plus partie de l’équipe.']],
  ['setup-invalid', ['Un nom et une adresse sont nécessaires', 'Revenez en arrière et donnez un nom d’équipe et une adresse e-mail.']],
  ['too-many-sign-ins', ['Trop de connexions', 'Trop de connexions depuis cette adresse. Attendez une minute, puis réessayez.']],
  ['cross-origin', ['Requête refusée', 'Cette requête vient d’un autre site. Ouvrez le lien vous-même.']],
  ['https-required', ['HTTPS nécessaire', 'La connexion demande HTTPS, sauf sur la machine elle-même.']],
  ['not-found', ['Rien ici', 'Il n’y a rien à cette adresse.']],
])

/** A refusal or fault as a page. */
export function problemPage(
  { title, detail, code, requestId }: { title: string; detail: string; code: string; requestId: string },
  language: Language,
): Page {
  const [frenchTitle, frenchDetail] = french.get(code) ?? ['Une erreur est survenue', 'La demande n’a pas abouti.']
  const shown = language === 'fr' ? { title: frenchTitle ?? title, detail: frenchDetail ?? detail } : { title, detail }
  return {
    title: shown.title,
    body: html`<p>${shown.detail}</p>
      <p class="small">Code: <code>${code}</code> · <code>${requestId}</code></p>`,
  }
}
