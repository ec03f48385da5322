/** Round sums from nothing up to the highest or just above it, three to six of them: what an axis can be read by. */
export function ticksUpTo(highest: number): number[] {
  if (!(highest > 0)) return [0]
  const rough = highest / 5
  const decimals = Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * 10 ** decimals).find((each) => each >= rough * (1 - 1e-9)) ?? rough
  // Rounded, since 3 × 0.2 is not quite the number that is written 0.6.
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, nth) => Number((nth * step).toPrecision(12)))
}
