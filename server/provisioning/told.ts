/** How many, and the first of them: what is told of a directory must not grow with it. */
export type Told<Item> = { count: number; first: Item[] }

const told = 50

export const nobody = <Item>(): Told<Item> => ({ count: 0, first: [] })

export const tell = <Item>({ count, first }: Told<Item>, more: readonly Item[]): Told<Item> => ({
  count: count + more.length,
  first: [...first, ...more.slice(0, Math.max(0, told - first.length))],
})
