import type { Block } from '../../components/guide/blocks.ts'
import { plainText } from '../../components/guide/inline.ts'
import type { GuideText, SectionTitle } from '../../components/guide/parse-guide.ts'

/** A section of a guide that holds what is looked for, with the words around it. */
export type FoundSection = { provider: string; name: string; section: SectionTitle; heading: string; excerpt: string; hits: number }

/** So many characters of a section are shown around what was found. */
const around = 90

/** The sections that hold every word, those with most of them first. A provider that is named is looked for in its own guide alone. Pure. */
export function findInGuides(guides: readonly GuideText[], q: string): FoundSection[] {
  const words = fold(q).split(/\s+/).filter(Boolean)
  return guides.flatMap((guide) => findInGuide(guide, words)).toSorted((one, other) => other.hits - one.hits)
}

function findInGuide({ provider, name, opening, sections }: GuideText, words: readonly string[]): FoundSection[] {
  const own = words.filter((word) => !fold(`${name} ${provider}`).includes(word))
  const isNamed = own.length < words.length
  return sections.flatMap(({ title, heading, blocks }, place) => {
    const text = [...(place === 0 ? textsOf(opening) : []), ...textsOf(blocks)].join(' ')
    const hits = own.map((word) => countOf(fold(`${heading} ${text}`), word))
    if (hits.includes(0) || (own.length === 0 && place > 0)) return []
    const bonus = (isNamed ? 1_000 : 0) + (own.some((word) => fold(heading).includes(word)) ? 100 : 0)
    const excerpt = excerptOf(text, own[0] ?? '')
    return [{ provider, name, section: title, heading, excerpt, hits: bonus + hits.reduce((sum, each) => sum + each, 0) }]
  })
}

function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'heading':
      case 'paragraph':
        return [plainText(block.text)]
      case 'list':
        return block.items.flatMap(textsOf)
      case 'table':
        return [...block.head, ...block.rows.flat()].map(plainText)
      case 'code':
        return [block.text]
    }
  })
}

/** Without accents, and with the apostrophe of a keyboard: people look for `verifier` as well. Each character stays one. */
const fold = (text: string): string => text.normalize('NFC').toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('’', "'")

const countOf = (text: string, word: string): number => text.split(word).length - 1

/** The words around what was found. A placeholder stands for a value of the team, which an excerpt does not need. */
function excerptOf(text: string, word: string): string {
  const plain = text.replaceAll(/\{\{\w+\}\}/g, '…')
  const at = Math.max(0, fold(plain).indexOf(word))
  const from = at <= around ? 0 : plain.indexOf(' ', at - around) + 1
  const end = at + word.length + around
  const to = end >= plain.length ? plain.length : plain.lastIndexOf(' ', end)
  return `${from > 0 ? '… ' : ''}${plain.slice(from, to).trim()}${to < plain.length ? ' …' : ''}`
}
