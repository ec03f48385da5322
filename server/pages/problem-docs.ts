import type { RefusalKind } from '../kernel/refusal.ts'
import { frenchTitles } from './french-titles.ts'
import { html, type Html } from './html.ts'
import type { Language } from './language.ts'
import type { Page } from './layout.ts'

const texts = {
  en: {
    index: 'What is refused',
    indexHint:
      'The type of a problem (RFC 9457) leads here. Code and status are promises; the detail of an answer says what was wrong, with which value, and what to do.',
    columns: ['Code', 'Status', 'Title'],
    status: 'Status',
    code: 'Code',
    what: 'What to do',
    all: 'All problems',
  },
  fr: {
    index: 'Ce qui est refusé',
    indexHint:
      'Le type d’un problème (RFC 9457) mène ici. Le code et le statut sont des promesses ; le détail d’une réponse dit ce qui n’allait pas, avec quelle valeur, et que faire.',
    columns: ['Code', 'Statut', 'Titre'],
    status: 'Statut',
    code: 'Code',
    what: 'Que faire',
    all: 'Tous les problèmes',
  },
} as const

/** What helps, by the status: the detail of each answer says more. */
const advice: Record<Language, ReadonlyMap<number, string>> = {
  en: new Map([
    [400, 'Correct what the detail names, then send the request again. Unchanged it is refused again.'],
    [401, 'Send a credential that is valid: a key that has neither expired nor been revoked, or sign in anew.'],
    [
      402,
      'The limit stands until the moment that resets_at names, or until an administrator raises it. Neither try again nor go to another provider: it is a decision, not a fault.',
    ],
    [
      403,
      'Something stands against it that the detail names: a permission, or what has to be right first. Put that right, or ask somebody who can; another try does not help before.',
    ],
    [404, 'Look at the id or the address. What belongs to another team, and what was deleted, is not found either.'],
    [405, 'Use one of the methods that the header Allow names.'],
    [409, 'What is stored stands against it. Read it again, put right what the detail names, then repeat the request.'],
    [410, 'It was there and works no more. Ask for a new one.'],
    [412, 'Somebody changed it since you read it. Read it again, and repeat the change with the new ETag if it is still wanted.'],
    [413, 'Send less at once, within the bound that the detail names.'],
    [415, 'Send a body of the type that the detail names.'],
    [422, 'Correct the fields that the answer points to, under “errors” where there are several, then send the request again.'],
    [429, 'Wait for as many seconds as the header Retry-After says.'],
    [500, 'Nothing was changed. Give whoever runs the server the id of the request, which is in the answer: the log tells more under it.'],
    [503, 'Try again after as many seconds as the header Retry-After says.'],
  ]),
  fr: new Map([
    [400, 'Corrigez ce que le détail indique, puis renvoyez la requête. Inchangée, elle sera de nouveau refusée.'],
    [401, 'Envoyez un identifiant valable : une clé ni expirée ni révoquée, ou reconnectez-vous.'],
    [
      402,
      'La limite vaut jusqu’au moment que nomme resets_at, ou jusqu’à ce qu’une personne qui administre l’équipe la relève. Ne réessayez pas, ni auprès d’un autre fournisseur : c’est une décision, pas une panne.',
    ],
    [
      403,
      'Ce que le détail nomme s’y oppose : une permission, ou ce qui doit d’abord être en ordre. Corrigez-le, ou adressez-vous à une personne qui le peut ; d’ici là, réessayer ne sert à rien.',
    ],
    [404, 'Vérifiez l’identifiant ou l’adresse. Ce qui appartient à une autre équipe, ou a été supprimé, est introuvable aussi.'],
    [405, 'Utilisez l’une des méthodes que nomme l’en-tête Allow.'],
    [409, 'L’état enregistré s’y oppose. Relisez-le, corrigez ce que le détail indique, puis répétez la requête.'],
    [410, 'Cela a existé et ne fonctionne plus. Demandez-en un nouveau.'],
    [412, 'Quelqu’un l’a changé depuis votre lecture. Relisez-le, puis répétez le changement avec le nouvel ETag s’il est toujours voulu.'],
    [413, 'Envoyez moins à la fois, dans la limite que le détail nomme.'],
    [415, 'Envoyez un corps du type que le détail nomme.'],
    [422, 'Corrigez les champs que la réponse désigne, sous « errors » s’il y en a plusieurs, puis renvoyez la requête.'],
    [429, 'Attendez le nombre de secondes que dit l’en-tête Retry-After.'],
    [500, 'Rien n’a été changé. Donnez à qui administre le serveur l’identifiant de la requête, qui est dans la réponse : le journal en dit plus.'],
    [503, 'Réessayez après le nombre de secondes que dit l’en-tête Retry-After.'],
  ]),
}

const titleOf = ({ code, title }: RefusalKind, language: Language): string => (language === 'fr' ? (frenchTitles.get(code) ?? title) : title)

/** All that is refused, each with the page that its problems' type leads to. */
export function problemIndex(kinds: readonly RefusalKind[], at: string, language: Language): Page {
  const text = texts[language]
  return {
    title: text.index,
    isWide: true,
    body: html`<p>${text.indexHint}</p>
      <table>
        <tr>
          ${text.columns.map((column) => html`<th>${column}</th>`)}
        </tr>
        ${kinds.map((kind) => rowOf(kind, at, language))}
      </table>`,
  }
}

const rowOf = (kind: RefusalKind, at: string, language: Language): Html =>
  html`<tr>
    <td>
      <a href="${`${at}/${kind.code}?lang=${language}`}"><code>${kind.code}</code></a>
    </td>
    <td>${String(kind.status)}</td>
    <td>${titleOf(kind, language)}</td>
  </tr>`

/** One of them: what it is, and what to do. */
export function problemDoc(kind: RefusalKind, at: string, language: Language): Page {
  const text = texts[language]
  return {
    title: titleOf(kind, language),
    body: html`<p>${text.code}: <code>${kind.code}</code> · ${text.status}: ${String(kind.status)}</p>
      <h2>${text.what}</h2>
      <p>${advice[language].get(kind.status) ?? text.indexHint}</p>
      <p class="small"><a href="${`${at}?lang=${language}`}">${text.all}</a></p>`,
  }
}
