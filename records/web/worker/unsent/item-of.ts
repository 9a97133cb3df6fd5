import { readAppointment, readWorkItem } from '@etanche/records-fhir';
import type { PlacedEntry, UnsentConflict, UnsentItem } from '../../port/unsent-calls.ts';
import { targetOf, type OutboxEntry } from '../outbox-entry.ts';
import { readText } from './settle-put.ts';

/** An entry that the server does not have, as a page shows it. */
export function itemOf(
  name: string,
  entry: OutboxEntry,
  failure: string | null,
  isBehind: boolean,
  conflict: UnsentConflict | null,
): UnsentItem {
  const { kind, scope, at } = entry;
  const target = targetOf(entry);
  const [put] = entry.puts;
  const resource = readText(put?.text ?? put?.before ?? '');
  const placed: PlacedEntry | null =
    target.place === 'day' && resource !== null
      ? { ...readAppointment(put?.id ?? '', resource), practitioner: target.practitioner }
      : null;
  const task = target.place === 'list' && resource !== null ? readWorkItem(put?.id ?? '', resource) : null;
  return {
    ...{ name, kind, scope, at, failure, isBehind, conflict },
    patient: placed?.patient?.name ?? placed?.otherName ?? task?.patient?.name ?? entry.name ?? null,
    entry: placed,
    title: target.place === 'document' ? target.facts.title : null,
    task: task?.code ?? null,
  };
}
