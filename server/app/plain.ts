// What an administrator can mend: said in one sentence, without a stack.

/** Stops the start with words to act on. */
export class Plain extends Error { readonly plain = true }
