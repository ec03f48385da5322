import type { Json, JsonObject } from '../kernel/json.ts'
import { html, type Html } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'
import type { Connection } from './connections.ts'
import type { ConnectionTest } from './test-connection.ts'

const texts = {
  en: {
    succeeded: (name: string) => `${name} works`,
    unready: (name: string) => `${name} works, and lets nobody in yet`,
    failed: (name: string) => `${name} does not work yet`,
    well: 'The test sign-in succeeded. The connection may be activated now. Nobody was signed in by this.',
    badly: 'The test sign-in failed. Nobody was signed in by this.',
    why: 'What was wrong',
    note: 'What to know',
    mapped: 'What was taken from it',
    received: 'What the identity provider sent',
    nothing: 'Nothing that could be read.',
  },
  fr: {
    succeeded: (name: string) => `${name} fonctionne`,
    unready: (name: string) => `${name} fonctionne, et ne laisse encore entrer personne`,
    failed: (name: string) => `${name} ne fonctionne pas encore`,
    well: 'La connexion d’essai a réussi : la connexion peut être activée. Personne n’a été connecté.',
    badly: 'La connexion d’essai a échoué. Personne n’a été connecté.',
    why: 'Ce qui n’allait pas',
    note: 'À savoir',
    mapped: 'Ce qui en a été retenu',
    received: 'Ce que le fournisseur d’identité a envoyé',
    nothing: 'Rien de lisible.',
  },
} as const

/** What a test sign-in came to: for the admin who opened it. */
export function testPage({ name }: Connection, test: ConnectionTest, language: Language): Page {
  const text = texts[language]
  const hasWorked = test.outcome === 'succeeded'
  const problems = (test.problems ?? []).map(({ code, detail }) => ({ code: textOf(code ?? ''), detail: textOf(detail ?? '') }))
  const isReady = problems.every(({ code }) => code !== 'email-foreign')
  const worked = isReady ? text.succeeded(name) : text.unready(name)
  return {
    title: hasWorked ? worked : text.failed(name),
    isWide: true,
    body: html`<p>${hasWorked ? text.well : text.badly}</p>
      ${
        problems.length === 0
          ? html``
          : html`<h2>${hasWorked ? text.note : text.why}</h2>
              <ul>
                ${problems.map(({ code, detail }) => html`<li>${detail} <code>${code}</code></li>`)}
              </ul>`
      }
      ${test.mapped === null ? html`` : part(text.mapped, test.mapped, text.nothing)} ${part(text.received, test.received ?? {}, text.nothing)}
      <p class="small">${test.testId}</p>`,
  }
}

const part = (title: string, values: JsonObject, nothing: string): Html =>
  html`<h2>${title}</h2>
    ${Object.keys(values).length === 0 ? html`<p>${nothing}</p>` : tableOf(values)}`

/** Claims beneath each other; an object is a table within. */
const tableOf = (values: JsonObject): Html =>
  html`<table>
    ${Object.entries(values).map(
      ([name, value]) =>
        html`<tr>
          <th>${name}</th>
          <td>${isObject(value) ? tableOf(value) : textOf(value)}</td>
        </tr>`,
    )}
  </table>`

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
