/** The languages that the pages for signing in are written in. */
export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

/** The language of a page: the one that its address names, or of those that the browser takes (RFC 9110 §12.5.4) the one liked best, or English. */
export function chooseLanguage(named: unknown, accepted: string | undefined): Language {
  const asked = languages.find((language) => language === named)
  if (asked) return asked
  const liked = (accepted ?? '')
    .split(',')
    .map((each) => {
      const [range = '', ...parameters] = each.split(';')
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find((q) => q !== undefined)
      return { primary: range.trim().toLowerCase().split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality)
  for (const { primary } of liked) {
    const known = languages.find((language) => language === primary)
    if (known) return known
  }
  return 'en'
}
