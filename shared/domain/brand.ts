// Gives a primitive a name of its own, so that a unit id cannot be passed where an event id is meant.
declare const brand: unique symbol

/** A `T` that only its own noun's constructor or schema hands out. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
