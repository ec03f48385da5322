/**
 * A text of somebody else's, such as the name of a group, for use in `<Trans>` or `<Plural>`: these look for their own elements, `<0>…</0>`, in what they are given, so that a name with angle brackets would lose
 * them. A sign that is not seen (U+2060) keeps each bracket from being taken for one.
 */
export const verbatim = (text: string): string => text.replaceAll('<', '<\u2060')
