/**
 * Lower case, the two small sigmas as one, then NFC. A capital sigma becomes the one or the other by what follows it, so that a part of a text would fold
 * otherwise than the same part of the whole; and NFC before would leave letters apart that only their lower case composes.
 * The one fold that makes every folded column and every folded comparison.
 */
export function fold(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ').normalize('NFC')
}
