import { parseInline, type Inline } from './inline.ts'

/** What a guide is made of, from top to bottom. */
export type Block =
  | { kind: 'heading'; level: number; text: Inline[] }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'list'; isOrdered: boolean; items: Block[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'code'; text: string }

/** A part read, and how many lines it took. */
type Read = [block: Block, lines: number]

/** Reads the Markdown that the guides use, and no more of it: a test holds that every guide is understood whole. */
export function parseBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  for (let at = 0; at < lines.length;) {
    if (isBlank(lines[at])) {
      at++
      continue
    }
    const [block, taken] = readBlock(lines.slice(at))
    blocks.push(block)
    at += taken
  }
  return blocks
}

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === ''
const heading = /^(#{1,6}) (.+)$/
const marker = /^(?:(\d+)\.|-) +/
const starts = (line: string): boolean => heading.test(line) || marker.test(line) || /^(```|\|)/.test(line)

function readBlock(lines: readonly string[]): Read {
  const [first = ''] = lines
  const [, hashes, title = ''] = heading.exec(first) ?? []
  if (hashes) return [{ kind: 'heading', level: hashes.length, text: parseInline(title) }, 1]
  if (first.startsWith('```')) return readFenced(lines)
  if (first.startsWith('    ')) return readIndented(lines)
  if (first.startsWith('|')) return readTable(lines)
  if (marker.test(first)) return readList(lines)
  const own = takeWhile(lines, (line, place) => !isBlank(line) && (place === 0 || !starts(line)))
  return [{ kind: 'paragraph', text: parseInline(own.map((line) => line.trim()).join(' ')) }, own.length]
}

function readFenced(lines: readonly string[]): Read {
  const own = takeWhile(lines.slice(1), (line) => !line.startsWith('```'))
  return [{ kind: 'code', text: own.join('\n') }, own.length + 2]
}

function readIndented(lines: readonly string[]): Read {
  const own = takeWhile(lines, (line) => isBlank(line) || line.startsWith('    '))
  return [
    {
      kind: 'code',
      text: own
        .map((line) => line.slice(4))
        .join('\n')
        .trimEnd(),
    },
    own.length,
  ]
}

function readTable(lines: readonly string[]): Read {
  const own = takeWhile(lines, (line) => line.startsWith('|'))
  const [head = [], , ...rows] = own.map((line) => cellsOf(line).map(parseInline))
  return [{ kind: 'table', head, rows }, own.length]
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())

/** The items of a list, each with what is indented beneath it. */
function readList(lines: readonly string[]): Read {
  const isOrdered = /^\d/.test(lines[0] ?? '')
  const items: string[][] = []
  let width = 0
  const own = takeWhile(lines, (line) => {
    const [mark = ''] = marker.exec(line) ?? []
    if (mark && /^\d/.test(mark) === isOrdered) {
      width = mark.length
      items.push([line.slice(width)])
      return true
    }
    if (!isBlank(line) && !line.startsWith(' '.repeat(width))) return false
    items.at(-1)?.push(line.slice(width))
    return true
  })
  return [{ kind: 'list', isOrdered, items: items.map(parseBlocks) }, own.length]
}

function takeWhile(lines: readonly string[], isOwn: (line: string, place: number) => boolean): readonly string[] {
  const end = lines.findIndex((line, place) => !isOwn(line, place))
  return end === -1 ? lines : lines.slice(0, end)
}
