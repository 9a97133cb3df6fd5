import { markdownTable } from '@etanche/platform';
import { holds, isDemonstrable, type ScenarioResult } from './theft.ts';

/** The blocks of docs/attacks.md: one for each run of its own. */
export type AttacksBlock =
  | 'attacks-check'
  | 'attacks-records'
  | 'attacks-exchange'
  | 'attacks-identities'
  | 'attacks-page';

const head = ['', 'Stolen', 'Comparable breach', 'Defence off', 'Étanche', 'Limit', 'Of', 'Alarm after', 'Seconds'];

/**
 * The table of one run for docs/attacks.md, under a line with its date, size and machine. A row over its limit is shown
 * as such: the document is not a selection.
 *
 * @param run.size how large the attacked system was, such as "2,000 patients"
 */
export function attacksBlock(
  run: { readonly date: Date; readonly size: string; readonly machine: string },
  played: readonly ScenarioResult[],
): string {
  const rows = played.map((each) => [
    each.result.id,
    each.result.stolen,
    number(each.result.then),
    number(each.result.undefended),
    outcome(each),
    number(each.bound),
    number(each.result.of),
    number(each.result.alarmAt),
    each.result.seconds.toFixed(0),
  ]);
  const measured = `Measured on ${run.date.toISOString().slice(0, 10)}: ${run.size}; ${run.machine}.`;
  return `${measured}\n\n${markdownTable(head, rows, head.slice(2))}`;
}

function outcome(played: ScenarioResult): string {
  const persons = `**${number(played.result.defended)}**`;
  if (!isDemonstrable(played)) return `${persons} (not demonstrable at this size)`;
  return holds(played) ? persons : `${persons} (does not hold)`;
}

function number(value: number | null): string {
  return value === null ? '-' : value.toLocaleString('en-GB');
}
