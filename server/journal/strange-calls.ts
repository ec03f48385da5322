/** Why a call of a directory is nobody's that is known: no token came, none of ours, one that was cut or mistyped, or one that nobody was ever given. */
export const strangeCodes = ['token-missing', 'token-not-ours', 'token-cut', 'token-unknown'] as const
export type StrangeCode = (typeof strangeCodes)[number]

export const isStrange = (code: string | null): code is StrangeCode => strangeCodes.some((each) => each === code)
