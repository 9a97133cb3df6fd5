import { cardOf, readAppointment, readPatient, type AgendaEntry, type Resource } from '@etanche/records-fhir';
import type { AgendaDay, FileResource, PatientFile } from '@etanche/records-client';
import type { Waiting } from './order.ts';
import { targetOf } from '../outbox-entry.ts';
import { readText, type Put } from './settle-put.ts';

/** Where an entry of a screen is: at the server, on this device only, or before a decision. */
export type ShownState = 'sent' | 'waits' | 'decision';

/** A resource as a screen shows it: at the server, or as it will be. */
export type Overlaid = Pick<FileResource, 'id' | 'version' | 'text' | 'resource'> & { readonly state: ShownState };

/** The entries of a day or list with what this device has not sent, in the order of the actions. */
export function overlaidDay(day: AgendaDay, waiting: readonly Waiting[]): readonly Overlaid[] {
  const entries = new Map(day.entries().map((one) => [one.id, sent(one)]));
  for (const one of waiting) {
    const target = targetOf(one.entry);
    const [put] = one.entry.puts;
    if (put === undefined || (target.place !== 'day' && target.place !== 'list')) continue;
    const isHere =
      target.place === 'day'
        ? target.practitioner === day.practitioner && target.date === day.date
        : target.member === day.practitioner && isList(day);
    const leaves =
      target.place === 'day' && target.from?.practitioner === day.practitioner && target.from.date === day.date;
    if (isHere && !(target.place === 'day' && isList(day))) apply(entries, put, stateOf(one));
    else if (leaves) entries.delete(put.id);
  }
  return Array.from(entries.values());
}

/** The day under which a list is stored is before all days of an agenda. */
function isList({ date }: AgendaDay): boolean {
  return date < '1';
}

/** The file with what this device has not sent of its resources. */
export function overlaidFile(file: PatientFile, waiting: readonly Waiting[]): PatientFile {
  const own = waiting.filter(({ entry }) => {
    const { place } = targetOf(entry);
    return entry.scope === file.scope && (place === 'identity' || (place === 'file' && entry.kind === 'identity'));
  });
  if (own.length === 0) return file;
  const all = (): FileResource[] => {
    const entries = new Map(file.resources().map((one) => [one.id, { ...one, ...sent(one) }]));
    const made = file.patient().resource;
    for (const one of own) for (const put of one.entry.puts) apply(entries, put, stateOf(one), made);
    return Array.from(entries.values());
  };
  return {
    ...file,
    resources: all,
    resource: (id) => all().find((one) => one.id === id) ?? null,
    patient() {
      const resource = all().find(({ id }) => id === file.patient().resource.id) ?? file.patient().resource;
      const traits = readPatient(resource.resource);
      return { resource, traits, card: cardOf(traits) };
    },
  };
}

/** Entries of a day for a screen. */
export function agendaEntries(
  day: AgendaDay,
  waiting: readonly Waiting[],
): readonly (AgendaEntry & { readonly unsent: ShownState })[] {
  return overlaidDay(day, waiting)
    .map(({ id, resource, state }) => ({ ...readAppointment(id, resource), unsent: state }))
    .toSorted((one, other) => one.start.localeCompare(other.start));
}

function sent({ id, version, text, resource }: FileResource): Overlaid {
  return { id, version, text, resource, state: 'sent' };
}

function stateOf({ failure }: Waiting): ShownState {
  return failure === null ? 'waits' : 'decision';
}

/** @param rest further fields of a resource that the server does not have */
function apply<T extends Overlaid>(entries: Map<string, T>, put: Put, state: ShownState, rest?: object): void {
  const { id, text, base } = put;
  if (text === null) {
    entries.delete(id);
    return;
  }
  const before = entries.get(id);
  const resource: Resource = readText(text) ?? { resourceType: 'Basic' };
  const version = (before?.version ?? base) + 1;
  entries.set(id, { ...rest, ...before, id, version, text, resource, state } as T);
}
