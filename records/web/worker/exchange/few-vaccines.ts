import { synthesisOf, type RawResource } from '@etanche/records-fhir';
import type { MessageView } from '../../port/exchange-calls.ts';

/** Vaccinations that a filing may add. */
export type FewVaccines = Pick<MessageView, 'vaccines' | 'vaccinesLeft'> & {
  /** Immunizations, by the ids of `vaccines`. */
  readonly vaccinations: ReadonlyMap<string, RawResource>;
};

/**
 * Each is compared with all others and with those of the file, and all are written at once beside a document, of 500
 * versions of a write. A record of a long life has fewer than a hundred.
 */
const most = 200;

/**
 * The vaccinations that a filing may add: all or none, so that no part of a record stands for the whole.
 *
 * @param all with the Immunizations by their ids
 * @param left number of others that were already too many
 */
export function fewVaccines(all: ReadonlyMap<string, RawResource>, left = 0): FewVaccines {
  if (all.size + left > most) return { vaccinations: new Map(), vaccines: [], vaccinesLeft: all.size + left };
  const sources = Array.from(all, ([id, { resource }]) => ({ id, resource }));
  return { vaccinations: all, vaccines: synthesisOf(sources).vaccines, vaccinesLeft: 0 };
}
