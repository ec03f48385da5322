/** Where to sign in, and come back to what is open now. */
export const signInAddress = ({ pathname, search }: Pick<Location, 'pathname' | 'search'>): string =>
  `/sign-in?return_to=${encodeURIComponent(pathname + search)}`
