import { checkInteractions, type CheckedMedicine, type InteractionAnswer } from '@etanche/records-medicines';
import type { LineAlert } from '../port/prescription-calls.ts';
import type { LoadedThesaurus } from './loaded-thesaurus.ts';

/** A medicine of the treatment or of the prescription; `checked` is null if the database does not have it. */
export type TakenMedicine = { readonly label: string; readonly checked: CheckedMedicine | null };

/**
 * Interactions of a medicine with the others and between its own substances. A contraindication interrupts. A medicine
 * that the database does not have is looked up by its label.
 *
 * @param loaded null if the settings could not be read
 * @param unread number of lines of the treatment that cannot be read
 */
export function interactionAlerts(
  loaded: LoadedThesaurus | null,
  { substances }: CheckedMedicine,
  taken: readonly TakenMedicine[],
  unread = 0,
): LineAlert[] {
  if (loaded === null) return [note('thesaurus_unread')];
  if (loaded.state === 'none') return [note('no_thesaurus')];
  if (loaded.state === 'incomplete') return [note('thesaurus_incomplete')];
  const { thesaurus } = loaded;
  const labels = new Map(taken.map((one) => [one.label, one]));
  const pairs = substances.flatMap((one, i) => substances.slice(i + 1).map((other) => [one, other] as const));
  const compared: { readonly other: string | null; readonly answer: InteractionAnswer }[] = [
    ...Array.from(labels.values(), ({ label, checked }) => ({
      other: label,
      answer: checkInteractions(thesaurus, substances, checked?.substances ?? [label]),
    })),
    ...pairs.map(([one, other]) => ({ other: null, answer: checkInteractions(thesaurus, [one], [other]) })),
    // Without another medicine, the screen still says whether the thesaurus names this one.
    { other: null, answer: checkInteractions(thesaurus, substances, []) },
  ];
  const found = compared.flatMap(({ other, answer }) =>
    answer.answer === 'interaction' ? answer.found.map((one) => ({ other, one })) : [],
  );
  const unlisted = new Set(compared.flatMap(({ answer }) => (answer.answer === 'no-thesaurus' ? [] : answer.unlisted)));
  const { date } = thesaurus;
  return [
    ...found.map(({ other, one: { a, b, level, risk, conduct } }): LineAlert => ({
      level: level === 'contre-indication' ? 'stop' : 'note',
      kind: 'interaction',
      text: risk === '' ? `${a} + ${b}` : `${a} + ${b}, ${risk}`,
      interaction: { level, other, conduct, date },
    })),
    ...(found.length === 0 ? [note('no_known_interaction', date)] : []),
    ...(unread === 0 ? [] : [note('treatment_unread', unread.toString())]),
    ...(unlisted.size === 0
      ? []
      : [note('not_in_thesaurus', Array.from(unlisted, (name) => name.toLowerCase()).join(', '))]),
  ];
}

function note(kind: LineAlert['kind'], text = ''): LineAlert {
  return { level: 'note', kind, text };
}
