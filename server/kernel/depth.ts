/** JSON is nested at most so deep: whatever walks through it afterwards may call itself for each level. */
const deepest = 64

/** Whether something from JSON is nested deeper than anything that is meant for us. */
export function isTooDeep(sent: unknown, left = deepest): boolean {
  if (typeof sent !== 'object' || sent === null) return false
  return left === 0 || Object.values(sent).some((value) => isTooDeep(value, left - 1))
}

export const tooDeep = `is nested more than ${deepest} deep`
