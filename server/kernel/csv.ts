import { stringify } from 'csv-stringify/sync'

/** A cell: text, which somebody may have chosen; or a number, amount, moment, id or hash of ours, which is written as it is. */
export type Cell = { text: string | null | undefined } | string | number | boolean | null

/** Lines of CSV (RFC 4180). */
export const toLines = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((row) => row.map(toValue)),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ }, // by itself it quotes where both stand together alone
  )

function toValue(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'object') return String(cell)
  return withoutFormula(cell.text ?? '')
}

const sign = '[=+\\-@＝＋－＠]'
const beginsFormula = new RegExp(`^(?:[\\t\\r\\n]|\\s*${sign})`)
/** A spreadsheet that is set to French, and many others, part cells at a semicolon, quoted or not: what follows one begins a cell there. */
const formulaWithin = new RegExp(`([;\\t\\r\\n])(?=\\s*${sign})`, 'g')

/** A spreadsheet takes text that begins so for a formula, and would run it: an apostrophe before it makes it text. */
const withoutFormula = (text: string): string => (beginsFormula.test(text) ? `'${text}` : text).replaceAll(formulaWithin, "$1'")
