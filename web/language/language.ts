import { i18n } from '@lingui/core'
import { learnedWords } from './words.ts'

/** The languages of the dashboard, and what each calls itself. */
export const languages = [
  ['en', 'English'],
  ['fr', 'Français'],
] as const
export type Language = (typeof languages)[number][0]

const key = 'purser-language'
const isLanguage = (text: string | null | undefined): text is Language => text === 'en' || text === 'fr'

/** The language that the address names, or that was chosen here, or that the browser likes best of ours. */
function preferred(): Language {
  const named = new URLSearchParams(location.search).get('lang')
  if (isLanguage(named)) localStorage.setItem(key, named)
  const chosen = localStorage.getItem(key)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en'
}

/** Shows a language, and remembers it where it was chosen. */
export async function speak(language: Language = preferred(), isChosen = false): Promise<void> {
  const messages = await learnedWords(language)
  if (isChosen) localStorage.setItem(key, language)
  document.documentElement.lang = language
  i18n.loadAndActivate({ locale: language, messages })
}

export const currentLanguage = (): Language => (isLanguage(i18n.locale) ? i18n.locale : 'en')
