import type { UnsentConflict } from '../../port/unsent-calls.ts';
import { targetOf, type OutboxEntry } from '../outbox-entry.ts';
import type { Places } from './couriers.ts';
import { forcedMerge } from './merge-resource.ts';
import { readText, type Current, type Put } from './settle-put.ts';

/** The entry as it is written over the other member's version, which a person has seen. */
export async function overTheirs(
  entry: OutboxEntry,
  { files, days, lists }: Places,
  seen: UnsentConflict | null,
): Promise<OutboxEntry> {
  const target = targetOf(entry);
  const renewed = (current: (id: string) => Current): OutboxEntry => {
    const puts = entry.puts.map((put) => overCurrent(put, current(put.id)));
    return { ...entry, puts, tried: [], isSent: false };
  };
  switch (target.place) {
    case 'new': {
      const shown = seen?.kind === 'alike' ? seen.theirs.map(({ scope }) => scope) : [];
      return { ...entry, target: { ...target, known: [...(target.known ?? []), ...shown] } };
    }
    case 'day': {
      const open = await Promise.all(
        [target, ...(target.from === null ? [] : [target.from])].map(({ practitioner, date }) =>
          days.open(practitioner, date),
        ),
      );
      await Promise.all(open.map((day) => day.refresh()));
      const entries = open.flatMap((day) => day.entries());
      return { ...renewed((id) => entries.find((one) => one.id === id) ?? null), target: { ...target, known: null } };
    }
    case 'list': {
      const list = await lists.open(target.member);
      await list.refresh();
      return renewed((id) => list.entries().find((one) => one.id === id) ?? null);
    }
    case 'identity': {
      const file = await files.open(entry.scope);
      await file.refresh();
      const { resource } = file.patient();
      const after = file.identityAfter(resource.resource, target.event, target.corrected);
      const put = { id: resource.id, text: JSON.stringify(after), before: resource.text, base: resource.version };
      return { ...entry, puts: [put], tried: [] };
    }
    case 'document':
      return entry;
    default: {
      const file = await files.open(entry.scope);
      await file.refresh();
      return renewed((id) => file.resource(id));
    }
  }
}

/** Keeps the other member's elements that this put did not change; a note is replaced as a whole. */
function overCurrent(put: Put, current: Current): Put {
  const base = current?.version ?? 0;
  if (put.before === undefined) return { ...put, base };
  if (current === null) return { ...put, base, before: null };
  const [old, theirs, mine] = [put.before ?? '', current.text, put.text ?? ''].map(readText);
  if (!old || !theirs || !mine) return { ...put, base, before: current.text };
  return { ...put, base, before: current.text, text: JSON.stringify(forcedMerge(old, theirs, mine)) };
}

/** The entry about another file: everywhere the random id of the first one is replaced. */
export function withScope(entry: OutboxEntry, from: string, to: string): OutboxEntry {
  return JSON.parse(JSON.stringify(entry).replaceAll(from, to)) as OutboxEntry;
}

/** The entry that undoes one that the server may have: by the texts before, without what was new. */
export function takenBack(entry: OutboxEntry, at: number): OutboxEntry {
  const { place } = targetOf(entry);
  const puts = entry.puts.map(({ id, text, before, base }): Put => {
    // A document has no text here: what it is becomes known when it is sealed.
    if (place === 'document') return { id, text: null, base: 1 };
    return { id, text: before ?? null, base, before: text };
  });
  const target = place === 'document' ? { place: 'file' as const } : targetOf(entry);
  return { ...entry, at, puts, target, tried: [] };
}
