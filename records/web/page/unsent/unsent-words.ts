import type { PlacedEntry, UnsentItem } from '../../port/unsent-calls.ts';
import type { Practitioner } from '../../port/session-calls.ts';
import { dayTitle } from '../text/format.ts';
import type { Texts } from '../text/fr.ts';
import type { Language } from '@etanche/ui';

/** The subject of an item: person, content and time. */
export function wordsOf(
  { kind, patient, entry, title, task }: UnsentItem,
  t: Texts,
  language: Language,
  practitioners: readonly Practitioner[],
): readonly string[] {
  const words: (string | null)[] = [
    patient,
    entry === null ? null : entryWords(entry, t, language, practitioners),
    task === null ? null : t.worklist.codes[task],
    title,
  ];
  const known = words.filter((word) => word !== null && word !== '');
  return known.length === 0 ? [t.unsent.kinds[kind]] : known.map(String);
}

/** Jeudi 26 novembre, 10:10, 15 min, Dr Arnaud, Arrivé. */
export function entryWords(
  { start, minutes, practitioner, state, blocked }: PlacedEntry,
  t: Texts,
  language: Language,
  practitioners: readonly Practitioner[],
): string {
  const doctor = practitioners.find(({ id }) => id === practitioner)?.name ?? '';
  const what = blocked === null ? t.agenda.states[state] : t.planning.blocked[blocked];
  return [dayTitle(start.slice(0, 10), language), start.slice(11), t.phone.minutes(minutes), doctor, what]
    .filter((word) => word !== '')
    .join(', ');
}
