import { readAppointment, type Resource } from '@etanche/records-fhir';
import { DataError, type AgendaDay, type EntryFit, type FileResource } from '@etanche/records-client';
import type { OpenDays } from '../open-days.ts';
import type { OutboxEntry, Target } from '../outbox-entry.ts';
import { NeedsDecision } from './needs-decision.ts';
import { overlapping } from './overlapping.ts';
import { readText, settlePut, type Put } from './settle-put.ts';

type DayTarget = Extract<Target, { place: 'day' }>;
type Send = (puts: readonly Pick<Put, 'text'>[]) => Promise<void>;

/** Attempts after concurrent writes of the same entry, each settled again. */
const mostAttempts = 4;

/**
 * Writes an entry of an agenda: new, changed, or moved from another day. It is written on its new day first and then
 * removed from the old one, so that a crash between the two duplicates it until the entry is sent again.
 *
 * @param attempt stores the text before it is sent
 * @throws NeedsDecision if the place was taken, or somebody else changed, moved or cancelled the same entry
 */
export async function sendToDay(
  days: OpenDays,
  entry: OutboxEntry,
  target: DayTarget,
  isAgain: boolean,
  attempt: Send,
): Promise<void> {
  const [put] = entry.puts;
  if (put === undefined) return;
  const day = await days.open(target.practitioner, target.date);
  const from = target.from === null ? null : await days.open(target.from.practitioner, target.from.date);
  if (isAgain) await Promise.all([day.refresh(), from?.refresh()]);
  for (let left = mostAttempts; ; left--) {
    try {
      await writeOnce(day, from, put, entry.tried, target, attempt);
      return;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      if (error.code === 'place_taken') {
        await day.refresh();
        throw takenBy(day, put, target);
      }
      // The day shows the other member's version now, with which the next attempt is settled.
      if (error.code !== 'conflict' || left === 0) throw error;
    }
  }
}

async function writeOnce(
  day: AgendaDay,
  from: AgendaDay | null,
  put: Put,
  tried: readonly string[],
  target: DayTarget,
  attempt: Send,
): Promise<void> {
  const here = entryOf(day, put);
  const there = from === null ? null : entryOf(from, put);
  const hasMoved = from !== null && here !== null && there !== null;
  const current = here ?? there;
  if (current !== null && isCancelledMeanwhile(current, put)) throw changedBy(day, put, [current]);
  const settled = hasMoved
    ? ({ kind: 'done' } as const)
    : settlePut(put, current, tried, current !== null || day.version(put.id) > 0);
  if (settled.kind === 'conflict') throw changedBy(day, put, current === null ? [] : [current]);
  if (settled.kind === 'write' && settled.text !== null) {
    const resource = readText(settled.text);
    if (resource === null) throw new RangeError('an entry is a resource');
    await attempt([{ text: settled.text }]);
    const isFree = isFreeFor(resource, target.known);
    await day.put(resource, here?.id ?? null, put.id, { ...isFree, ...(here === null ? {} : { base: here.version }) });
  }
  if (from !== null && there !== null) await from.remove(there.id, there.version);
}

/** By record id; by FHIR id where a full day stored it in the place of a cancelled entry. */
function entryOf(day: AgendaDay, { id, text }: Put): FileResource | null {
  const wanted = text === null ? undefined : readText(text)?.['id'];
  const entries = day.entries();
  const byFhirId = entries.find(({ resource }) => wanted !== undefined && resource['id'] === wanted);
  return entries.find((one) => one.id === id) ?? byFhirId ?? null;
}

/** Nobody moves or marks an appointment that somebody else has cancelled without knowing it. */
function isCancelledMeanwhile({ resource }: FileResource, { text, before }: Put): boolean {
  const known = [text, before].map((one) => readText(one ?? '')?.['status']);
  return resource['status'] === 'cancelled' && !known.includes('cancelled');
}

function isFreeFor(resource: Resource, known: readonly string[] | null): Pick<EntryFit, 'isFree'> {
  if (known === null) return {};
  return { isFree: (others) => overlapping(resource, others).every(({ id }) => known.includes(id)) };
}

function takenBy(day: AgendaDay, put: Put, { known }: DayTarget): NeedsDecision {
  const resource = put.text === null ? null : readText(put.text);
  const others = resource === null ? [] : overlapping(resource, day.entries());
  return changedBy(
    day,
    put,
    others.filter(({ id }) => id !== put.id && known?.includes(id) !== true),
  );
}

function changedBy(day: AgendaDay, { id, text }: Put, theirs: readonly FileResource[]): NeedsDecision {
  const { practitioner } = day;
  const mine = readText(text ?? '') ?? { resourceType: 'Appointment' };
  return new NeedsDecision({
    kind: 'agenda',
    mine: { ...readAppointment(id, mine), practitioner },
    theirs: theirs.map((one) => ({ ...readAppointment(one.id, one.resource), practitioner })),
  });
}
