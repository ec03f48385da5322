/**
 * An amount as somebody typed it, as the API writes it: `1 234,5` in French and `1,234.50` in English. Undefined where it is none: a comma is never guessed
 * to be a point, since that would be a hundred times as much. Nor is one that the API would take for a mistake: more than a thousand million.
 */
export function toAmountText(typed: string, language: string): string | undefined {
  const bare = typed.replaceAll(/[\s\u00A0\u202F]/g, '')
  const text = language === 'fr' ? bare.replace(',', '.') : bare.replaceAll(/(?<=\d),(?=\d{3}(\D|$))/g, '')
  return /^\d{1,12}(\.\d{1,6})?$/.test(text) && Number(text) <= highestAmount ? text : undefined
}

const highestAmount = 1_000_000_000

/** An amount of the API as somebody would type it: `12,50` in French. */
export const toTypedAmount = (amount: string, language: string): string => {
  const short = amount.replace(/\.00$/, '')
  return language === 'fr' ? short.replace('.', ',') : short
}
