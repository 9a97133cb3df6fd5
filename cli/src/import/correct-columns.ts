import { IntakeError, isDateOrder, parseRole, type MappedColumn } from '@etanche/intake';

/** The operator's decision at the prompt: the corrected columns, and whether to import with them. */
type Correction = { readonly columns: readonly MappedColumn[]; readonly accepted: boolean };

type Prompt = {
  readonly ask: (question: string) => Promise<string>;
  readonly say: (text: string) => void;
};

const question = 'Import with this mapping? y: yes, n: no, or the number of a column to correct [y/N/N°] ';
const roleQuestion =
  'Its role? A role (nir, birth-date month-first, phone …), a category, ignore, or key NAME; ? lists them: ';

/** Lets the operator correct columns by number until they accept or reject the mapping. */
export async function correctColumns(
  prompt: Prompt,
  columns: readonly MappedColumn[],
  ownCategories: readonly string[],
): Promise<Correction> {
  let current = columns;
  for (;;) {
    const answer = (await prompt.ask(question)).trim();
    if (/^(?:y|yes|o|oui)$/i.test(answer)) return { columns: current, accepted: true };
    if (!/^\d+$/.test(answer)) return { columns: current, accepted: false };
    const place = Number(answer) - 1;
    const column = current[place];
    if (column === undefined) {
      prompt.say(`Columns are numbered 1 to ${current.length}.`);
      continue;
    }
    try {
      const corrected = readCorrection(
        column.column,
        place,
        await prompt.ask(`${column.column}: ${roleQuestion}`),
        ownCategories,
      );
      current = current.map((other, index) => (index === place ? corrected : other));
      prompt.say(`Column ${place + 1} is now ${JSON.stringify(corrected.role)}.`);
    } catch (error) {
      if (!(error instanceof IntakeError)) throw error;
      prompt.say(error.message);
    }
  }
}

/** `nir`, `birth-date month-first`, `diagnosis`, `ignore`, `key person`. @throws IntakeError `mapping_role_unknown` */
function readCorrection(column: string, place: number, answer: string, ownCategories: readonly string[]): MappedColumn {
  const [first = '', second] = answer.trim().split(/\s+/);
  if (first === 'key') return { column, role: parseRole({ key: second }, place) };
  const isDate = first === 'birth-date' && isDateOrder(second);
  try {
    return { column, role: parseRole(first, place), ...(isDate && { dates: second }) };
  } catch {
    return { column, role: parseRole({ category: first }, place, ownCategories) };
  }
}
