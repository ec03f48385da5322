import { i18n, type Messages } from '@lingui/core'

/** Each part of the dashboard keeps its words beside it: `''` is the frame, `findings` and `pages/sso` are folders. */
const files = import.meta.glob<{ messages: Messages }>('../**/messages/*.po')
const learned = new Set<string>()

async function wordsOf(part: string, language: string): Promise<Messages> {
  const read = files[`../${part === '' ? '' : `${part}/`}messages/${language}.po`]
  return read ? (await read()).messages : {}
}

/** The words of all parts that were opened so far, in a language. */
export async function learnedWords(language: string): Promise<Messages> {
  const all = await Promise.all(['', ...learned].map((part) => wordsOf(part, language)))
  return Object.assign({}, ...all)
}

/** A part of the dashboard that could not be read, as the browser has no network. The router would load the whole page anew for what the browser says of it, and leave nothing on the screen. */
export class PartUnread extends Error {
  override name = 'PartUnread'
}

/** What loads a part of the dashboard, together with the words of the folders that it is made of. */
export const withWords =
  <Part>(folders: readonly string[], load: () => Promise<Part>): (() => Promise<Part>) =>
  async () => {
    const language = i18n.locale
    const reading = Promise.all([load(), ...folders.map((folder) => wordsOf(folder, language))])
    const [part, ...words] = await reading.catch((error: unknown) => {
      throw navigator.onLine ? error : new PartUnread('offline', { cause: error })
    })
    for (const folder of folders) learned.add(folder)
    for (const each of words) i18n.load(language, each)
    return part
  }
