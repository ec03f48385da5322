import { digits, isId, type EventId } from '../../kernel/ids.ts'

/** Where an event stands: by which change of which entry of the journal, and as which of what that change comes to. */
export type EventPlace = { entry: bigint; change: number; nth: number }

/** How many digits of an id tell each: entries as long as an installation lives, and more changes and members than an entry can have. */
const [ofEntry, ofChange, ofNth] = [13, 5, 8]

/** The highest number that both databases have for an entry: a higher one is of no entry, and neither could be asked for it. */
const lastEntry = 2n ** 63n - 1n

/** The id of an event follows from where it stands, so it is the same whoever asks and whenever. It sorts within its entry. */
export const formatEventId = ({ entry, change, nth }: EventPlace): EventId =>
  `evt_${formatDigits(entry, ofEntry)}${formatDigits(BigInt(change), ofChange)}${formatDigits(BigInt(nth), ofNth)}` as EventId // of the form of an id

/** Where the event of an id stands; undefined for what is no such id. Whether there is one, and whose, is another question. */
export function parseEventId(text: string): EventPlace | undefined {
  if (!isId('evt', text)) return undefined
  const part = (from: number, length: number) => parseDigits(text.slice('evt_'.length + from, 'evt_'.length + from + length))
  const entry = part(0, ofEntry)
  if (entry > lastEntry) return undefined
  return { entry, change: Number(part(ofEntry, ofChange)), nth: Number(part(ofEntry + ofChange, ofNth)) }
}

function formatDigits(value: bigint, length: number): string {
  let text = ''
  for (let left = value, place = 0; place < length; place++, left /= 32n) text = digits.charAt(Number(left % 32n)) + text
  return text
}

const parseDigits = (text: string): bigint => Array.from(text).reduce((sum, digit) => sum * 32n + BigInt(digits.indexOf(digit)), 0n)
