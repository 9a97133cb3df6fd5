import type { PractitionerEntry } from '@etanche/core-exchange-protocol';
import type { Listing } from './read-directory.ts';

/** A doctor in the directory, with the practice. */
export type FoundDoctor = { readonly listing: Listing; readonly practitioner: PractitionerEntry };

/**
 * The doctors whose name, RPPS, speciality, practice or place have every word that was typed, sorted by name. The
 * search runs on this device: no server learns who is looked for.
 *
 * @param most number of results
 */
export function searchDirectory(listings: Iterable<Listing>, typed: string, most: number): FoundDoctor[] {
  const words = plain(typed).split(' ').filter(Boolean);
  const found: FoundDoctor[] = [];
  for (const listing of listings) {
    if (listing.isRemoved) continue;
    const { name, place, practitioners } = listing.entry;
    for (const practitioner of practitioners) {
      const { name: own, rpps = '', speciality = '' } = practitioner;
      const text = plain([own, rpps, speciality, name, place].join(' ')).split(' ');
      if (words.every((word) => text.some((each) => each.startsWith(word)))) found.push({ listing, practitioner });
    }
  }
  return found.toSorted((a, b) => a.practitioner.name.localeCompare(b.practitioner.name, 'fr')).slice(0, most);
}

/**
 * The practices that have every word that was typed, in their own names or in those of their doctors, sorted by name. A
 * message to a practice without a member is for all of its doctors.
 */
export function searchPractices(listings: Iterable<Listing>, typed: string, most: number): Listing[] {
  const words = plain(typed).split(' ').filter(Boolean);
  const found = Array.from(listings).filter(({ isRemoved, entry: { name, place, practitioners } }) => {
    const doctors = practitioners.flatMap(({ name: own, rpps = '', speciality = '' }) => [own, rpps, speciality]);
    const text = plain([name, place, ...doctors].join(' ')).split(' ');
    return !isRemoved && words.every((word) => text.some((each) => each.startsWith(word)));
  });
  return found.toSorted((a, b) => a.entry.name.localeCompare(b.entry.name, 'fr')).slice(0, most);
}

/** Words in small letters without accents and punctuation. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
