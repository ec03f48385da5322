/** Milliseconds of an `xs:dateTime` that says where in the world it holds (core §1.3.3). NaN for anything else: no comparison with it is true. */
export function parseMoment(text: string | null): number {
  return text !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
}
