import type { fr } from './fr.ts';

type Same<T> = T extends string
  ? string
  : T extends (...values: infer A) => string
    ? (...values: A) => string
    : { readonly [K in keyof T]: Same<T[K]> };

/** Every word of the page; the French ones come first. */
export type Texts = Same<typeof fr>;
