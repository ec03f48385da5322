import { parseBlocks, type Block } from './blocks.ts'

/** The sections that every guide has, in their order, by the names that ask for them: the headings of the English ones. */
export const sectionTitles = [
  'Sign in with SAML',
  'Sign in with OpenID Connect',
  'Before you begin',
  'Connect',
  'Send users',
  'Send groups',
  'Attributes',
  'Check that it works',
  'What this provider does differently',
  'When it does not work',
] as const
export type SectionTitle = (typeof sectionTitles)[number]

const frenchHeadings: Record<SectionTitle, string> = {
  'Sign in with SAML': 'Se connecter avec SAML',
  'Sign in with OpenID Connect': 'Se connecter avec OpenID Connect',
  'Before you begin': 'Avant de commencer',
  Connect: 'Connecter',
  'Send users': 'Envoyer les utilisateurs',
  'Send groups': 'Envoyer les groupes',
  Attributes: 'Attributs',
  'Check that it works': 'Vérifier que tout fonctionne',
  'What this provider does differently': 'Ce que ce fournisseur fait autrement',
  'When it does not work': 'Quand cela ne fonctionne pas',
}

/** What a section is called in the guides of a language. */
export const headingOf = (title: SectionTitle, language: string): string => (language === 'fr' ? frenchHeadings[title] : title)

export type GuideSection = { title: SectionTitle; heading: string; blocks: Block[] }

/** A guide of `docs/idp/`, or of a language's folder in it: what its front matter says, and its sections. */
export type GuideText = {
  provider: string
  name: string
  /** How often the provider speaks, in a sentence. */
  rhythm: string
  /** What stands before the first section. */
  opening: Block[]
  sections: GuideSection[]
}

export function parseGuide(text: string): GuideText {
  const [, front = '', body = ''] = /^---\n(.*?\n)---\n(.*)$/s.exec(text) ?? []
  const facts = Object.fromEntries(front.trimEnd().split('\n').map(parseFact))
  const [opening = '', ...parts] = body.split(/^## /m)
  return {
    provider: facts['provider'] ?? '',
    name: facts['name'] ?? '',
    rhythm: facts['rhythm'] ?? '',
    opening: parseBlocks(opening.split('\n')).filter(({ kind }) => kind !== 'heading'),
    sections: parts.flatMap(toSection),
  }
}

/** The front matter is a line a key: plain texts, and single quotes around what would not be plain. */
function parseFact(line: string): [key: string, value: string] {
  const [, key = '', value = ''] = /^(\w+): (.+)$/.exec(line) ?? []
  const [, quoted] = /^'(.*)'$/.exec(value) ?? []
  return [key, quoted?.replaceAll("''", "'") ?? value]
}

function toSection(part: string): GuideSection[] {
  const [first = '', ...lines] = part.split('\n')
  const heading = first.trim()
  const title = sectionTitles.find((each) => [each, frenchHeadings[each]].includes(heading))
  return title ? [{ title, heading, blocks: parseBlocks(lines) }] : []
}
