import type { Trait } from '@etanche/records-interop';

/** The patient as a document describes them: texts by trait. */
export type TraitTexts = Readonly<Partial<Record<Trait, string>>>;
