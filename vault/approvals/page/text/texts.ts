import type { fr } from './fr.ts';

type Same<T> = T extends string
  ? string
  : T extends (...values: infer A) => string
    ? (...values: A) => string
    : { readonly [K in keyof T]: Same<T[K]> };

/** All texts of the page; the French ones define the type. */
export type Texts = Same<typeof fr>;
