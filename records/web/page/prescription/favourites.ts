import { foldWords } from '@etanche/records-fhir';
import type { FavouriteDocument } from '@etanche/records-client';
import type { SettingsView } from '../../port/settings-calls.ts';

/** A line or a protocol that a doctor keeps for later prescriptions. */
export type Favourite = {
  readonly id: string;
  readonly version: number;
  readonly author: string;
  readonly authorName: string | null;
  readonly content: FavouriteDocument;
};

/** The doctor's own favourites, then those of the practice, by name. Those of colleagues are left out. */
export function favouritesOf(view: SettingsView | undefined, me: string): readonly Favourite[] {
  const isMine = ({ content }: Favourite): boolean => content.owner === me;
  const all = (view?.entries ?? []).flatMap((entry): Favourite[] => {
    const { content } = entry;
    return content.document === 'favourite' ? [{ ...entry, content }] : [];
  });
  return all
    .filter((one) => isMine(one) || one.content.owner === '')
    .toSorted(
      (one, other) =>
        Number(isMine(other)) - Number(isMine(one)) || one.content.name.localeCompare(other.content.name, 'fr'),
    );
}

/**
 * The favourites whose name or reason has every typed word at the beginning of a word. A medicine that is typed with
 * its strength is prescribed as typed, so the labels of the lines are not compared.
 */
export function matchFavourites(all: readonly Favourite[], typed: string): readonly Favourite[] {
  const wanted = words(typed);
  if (wanted.length === 0) return [];
  return all.filter(({ content: { name, reason } }) => {
    const known = words(`${name} ${reason}`);
    return wanted.every((word) => known.some((one) => one.startsWith(word)));
  });
}

function words(text: string): string[] {
  return text
    .split(/[\s,;'’()/-]+/u)
    .map(foldWords)
    .filter((word) => word !== '');
}
