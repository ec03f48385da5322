/**
 * Lower case, then NFC (the other order would leave letters apart that only their lower case composes).
 * The one fold that makes every folded column and every folded comparison.
 */
export function fold(text: string): string {
  return text.toLowerCase().normalize('NFC')
}
