/** The steps of setting a directory up, in their order, as the address names them. */
export const steps = ['provider', 'token', 'configure', 'test', 'limits', 'overlaps', 'done'] as const
export type Step = (typeof steps)[number]

export const isStep = (text: unknown): text is Step => steps.some((step) => step === text)

/** What is stored of a directory that is being set up. */
export type Stored = {
  hasLiveToken: boolean
  firstRequestAt: string | null
  firstUserAt: string | null
  firstGroupAt: string | null
  hasLimit: boolean
}

/** What of the steps is done, as what is stored shows: nothing else remembers where somebody was. */
export function stepsDone(stored: Stored | undefined): ReadonlySet<Step> {
  if (!stored) return new Set()
  const done: [Step, boolean][] = [
    ['provider', true],
    ['token', stored.hasLiveToken],
    ['configure', stored.firstRequestAt !== null],
    ['test', stored.firstUserAt !== null && stored.firstGroupAt !== null],
    ['limits', stored.hasLimit],
    ['overlaps', stored.hasLimit],
  ]
  return new Set(done.flatMap(([step, isDone]) => (isDone ? [step] : [])))
}

/** Where the set-up goes on: the first step that is not done, of those that are shown. */
export function nextStep(stored: Stored | undefined, shown: readonly Step[] = steps): Step {
  const done = stepsDone(stored)
  return shown.find((step) => !done.has(step)) ?? 'done'
}

/** Limits are no business of who may not see or set them, such as the visitor of a set-up link. */
export const stepsShown = (may: (permission: string) => boolean): readonly Step[] =>
  steps.filter((step) => {
    if (step === 'limits') return may('limits:write') && may('directory:read')
    return step !== 'overlaps' || may('limits:read')
  })

export const stepAfter = (step: Step, shown: readonly Step[]): Step => shown[shown.indexOf(step) + 1] ?? 'done'
export const stepBefore = (step: Step, shown: readonly Step[]): Step | undefined => shown[shown.indexOf(step) - 1]
