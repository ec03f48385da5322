/** Whether a text is one that databases store: no NUL, which PostgreSQL refuses, and no half of a surrogate pair, which is no UTF-8. */
export const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()
