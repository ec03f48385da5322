import { Code } from '@mantine/core'
import { MenuName } from '../components/guide/menu-name.tsx'
import type { Finding } from './told.ts'

/** The words of a finding: what the identity provider's pages show stands out in them, and what is typed does. */
export function ToldText({ text, facts }: { text: string; facts: Finding['facts'] }) {
  const menus = menusIn(facts).map(escaped)
  const parts = text.split(new RegExp(`(${[...menus.map((menu) => String.raw`[“«]\s?${menu}\s?[”»]`), request, page].join('|')})`))
  return parts.map((part, place) => <Part key={place} text={part} isMarked={place % 2 === 1} />)
}

const request = String.raw`(?:GET|POST|PUT|PATCH) /v1/[\w/{}]+`
const page = String.raw`/problems/[\w-]+`

function Part({ text, isMarked }: { text: string; isMarked: boolean }) {
  if (!isMarked) return text
  if (text.startsWith('/problems/')) return <a href={text}>{text}</a>
  if (!/^[“«]/.test(text)) return <Code className="mono">{text}</Code>
  return <MenuName>{text.replace(/^[“«]\s?|\s?[”»]$/g, '')}</MenuName>
}

/** Every way through the pages of an identity provider that the facts hold, the longest first. */
function menusIn(facts: object): string[] {
  const menus = Object.entries(facts).flatMap(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return value.flatMap((each: unknown) => (typeof each === 'object' && each !== null ? menusIn(each) : []))
    return name.endsWith('_menu') && typeof value === 'string' ? [value] : []
  })
  return menus.toSorted((one, other) => other.length - one.length)
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
