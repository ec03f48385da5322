/** A token that was just made, with its secret, which nobody can read again. */
export type Made = { tokenId: string; secret: string; isCopied: boolean }
