import { substanceBase } from '../bdpm/substance-base.ts';
import { fold } from '../fold.ts';

/** The key under which a substance or a class is compared: without accents, salt and case. */
export function thesaurusKey(name: string): string {
  return fold(substanceBase(name.toUpperCase()));
}
