import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const catalogues = (folder: string) => globSync('web/**/messages/*.po', { cwd: folder }).toSorted()

/** The messages of a catalogue, each with its context and what it says. Lines of comments are where they are from. */
function messagesOf(file: string): Map<string, string> {
  const unfold = readFileSync(file, 'utf8').replaceAll('"\n"', '')
  const messages = unfold.matchAll(/^(?:msgctxt "(.+)"\n)?msgid "(.+)"\nmsgstr "(.*)"$/gm)
  return new Map([...messages].map(([, context, id = '', text = '']) => [context === undefined ? id : `${id} (${context})`, text]))
}

test('every word of the dashboard is in its catalogues, and has its French', { timeout: 120_000 }, () => {
  // Within the checkout, so that what is configured is found.
  const folder = mkdtempSync(join(root, 'node_modules/.cache/messages-'))
  try {
    for (const part of ['web', 'lingui.config.ts', 'package.json'])
      cpSync(join(root, part), join(folder, part), { recursive: true, filter: (path) => !path.endsWith('/dist') })
    execFileSync(process.execPath, [join(root, 'node_modules/@lingui/cli/dist/lingui.js'), 'extract', '--clean'], { cwd: folder, stdio: 'pipe' })
    expect(catalogues(folder)).toEqual(catalogues(root))
    for (const file of catalogues(root)) {
      const [kept, extracted] = [messagesOf(join(root, file)), messagesOf(join(folder, file))]
      expect([...kept.keys()].toSorted(), `${file}: run npm run messages`).toEqual([...extracted.keys()].toSorted())
      const missing = [...kept].filter(([, text]) => text === '').map(([id]) => id)
      expect(missing, `${file} lacks words`).toEqual([])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a message has one French text on all pages, since all catalogues become one: another thing has a context', () => {
  const texts = new Map<string, Set<string>>()
  for (const file of catalogues(root).filter((each) => each.endsWith('fr.po')))
    for (const [message, text] of messagesOf(join(root, file))) texts.set(message, (texts.get(message) ?? new Set()).add(text))
  expect(texts.size).toBeGreaterThan(1000)
  expect([...texts].filter(([, { size }]) => size > 1).map(([message, said]) => `${message}: ${[...said].join(' | ')}`)).toEqual([])
})
