/** What a set-up link opens: single sign-on, directories, or both. */
export const setupPurposes = ['sso', 'directory', 'sso_and_directory'] as const
export type SetupPurpose = (typeof setupPurposes)[number]
