import { describe, expect, test } from 'vitest'
import { parseBlocks, type Block } from './blocks.ts'
import { placeholders } from './placeholders.ts'
import { parseInline, plainText, type Inline } from './inline.ts'
import { headingOf, parseGuide, sectionTitles } from './parse-guide.ts'
import { guideNames, guideProviders } from './providers.ts'

const files = import.meta.glob<string>('../../../docs/idp/**/*.md', { query: '?raw', import: 'default', eager: true })
const texts = Object.entries(files).map(([path, text]) => ({
  provider: /(\w+)\.md$/.exec(path)?.[1] ?? '',
  language: path.includes('/fr/') ? 'fr' : 'en',
  text,
}))
const guides = texts.filter(({ provider }) => provider !== 'README')
const readme = texts.find(({ provider }) => provider === 'README')?.text ?? ''

test.each(['en', 'fr'])('every guide is offered by the name that it has, but for the one of any client, in %s', (language) => {
  expect(guides.flatMap((guide) => (guide.language === language ? guide.provider : [])).toSorted()).toEqual(guideProviders.toSorted())
  for (const { provider, text } of guides.filter((guide) => guide.provider !== 'other'))
    expect(parseGuide(text)).toMatchObject({ provider, name: guideNames[provider as keyof typeof guideNames] })
})

/** All texts of the blocks, each with what marked it. */
function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'heading':
      case 'paragraph':
        return leavesOf(block.text)
      case 'list':
        return block.items.flatMap(textsOf)
      case 'table':
        return [...block.head, ...block.rows.flat()].flatMap(leavesOf)
      case 'code':
        return []
    }
  })
}

const leavesOf = (inline: readonly Inline[]): string[] =>
  inline.flatMap((each) => ('children' in each ? leavesOf(each.children) : each.kind === 'text' ? [each.text] : []))

describe.each(guides)('the guide of $provider in $language', ({ text, language }) => {
  const { sections, opening, rhythm } = parseGuide(text)

  test('is understood whole: all sections, and no mark is left in what is shown', () => {
    expect(rhythm).toMatch(/\.$/)
    expect(sections.map(({ title }) => title)).toEqual(sectionTitles)
    expect(sections.map(({ heading }) => heading)).toEqual(sectionTitles.map((title) => headingOf(title, language)))
    const texts = textsOf([...opening, ...sections.flatMap(({ blocks }) => blocks)])
    expect(texts.filter((each) => /[`|]|\*\*|\]\(|^#|(?<!\w)_|_(?!\w)/.test(each))).toEqual([])
  })

  test('has tables whose rows are as wide as their heads', () => {
    const tables = (blocks: readonly Block[]): Extract<Block, { kind: 'table' }>[] =>
      blocks.flatMap((block) => (block.kind === 'table' ? [block] : block.kind === 'list' ? block.items.flatMap(tables) : []))
    const all = tables(sections.flatMap(({ blocks }) => blocks))
    expect(all.length).toBeGreaterThan(2)
    for (const { head, rows } of all) expect([...new Set(rows.map(({ length }) => length))]).toEqual([head.length])
  })
})

test('the placeholders are those of the guides', () => {
  const listed = [...readme.matchAll(/^\| `\{\{(\w+)\}\}`/gm)].map(([, name]) => name)
  expect(placeholders).toEqual(listed)
})

test('a list holds what is indented beneath its items: a table, commands, a second paragraph', () => {
  const list = parseBlocks([
    '1. Fill _in_:',
    '',
    '   | A | B |',
    '   | - | - |',
    '   | x | `y` |',
    '',
    '2. Run',
    '   it:',
    '',
    '       npx purser',
    '',
    'After.',
  ])
  expect(list).toMatchObject([
    {
      kind: 'list',
      isOrdered: true,
      items: [
        [{ kind: 'paragraph' }, { kind: 'table' }],
        [{ kind: 'paragraph' }, { kind: 'code', text: 'npx purser' }],
      ],
    },
    { kind: 'paragraph' },
  ])
})

test('a name with an underscore is no emphasis, and marks within marks are read', () => {
  expect(parseInline('a scim_base_url is _Provisioning → To App_ **not _here_**')).toEqual([
    { kind: 'text', text: 'a scim_base_url is ' },
    { kind: 'emphasis', children: [{ kind: 'text', text: 'Provisioning → To App' }] },
    { kind: 'text', text: ' ' },
    {
      kind: 'strong',
      children: [
        { kind: 'text', text: 'not ' },
        { kind: 'emphasis', children: [{ kind: 'text', text: 'here' }] },
      ],
    },
  ])
  expect(plainText(parseInline('see [the _guide_](other.md)'))).toBe('see the guide')
})
