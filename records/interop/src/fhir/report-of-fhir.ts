import {
  codesOf,
  indexEntries,
  isObject,
  objects,
  resolve,
  text,
  type BundleEntry,
  type Json,
  type JsonObject,
} from '@etanche/records-fhir';
import { stateOfAll } from '../results/abnormal.ts';
import type { ReceivedReport, ReportItem, ReportRequest, SentParty } from '../results/received-report.ts';
import { linesOfObservation, nameOf, stateOf, timeOf } from './fhir-result.ts';
import { nameOfParty, type FhirDocument } from './read-fhir-document.ts';
import type { DocumentSection } from './read-sections.ts';
import { sentTime } from './sent-time.ts';

type Reading = {
  readonly document: FhirDocument;
  readonly index: ReturnType<typeof indexEntries>;
  /** Observations that are in a request already. */
  readonly read: Set<BundleEntry>;
  /** Set where a result could not be read. */
  isUnread: boolean;
};

/**
 * The results of a laboratory's FHIR document, in the form in which those of CR-BIO, HPRIM and HL7 v2 come too: a
 * request for each DiagnosticReport, and one for the Observations of none. Null for a document of another kind, and for
 * one without results.
 */
export function reportOfFhir(document: FhirDocument): ReceivedReport | null {
  if (document.kind !== 'results') return null;
  const { composition, patient, entries, unclear } = document;
  const index = indexEntries([composition, patient, ...entries, ...unclear]);
  const reading: Reading = { document, index, read: new Set(), isUnread: unclear.some(isObservation) };
  const reports = entries.filter(({ resource }) => resource.resourceType === 'DiagnosticReport');
  const requests = reports.map((entry) => requestOf(entry, reading));
  const loose = itemsOf(document.sections, null, reading);
  // Results that no section and no report names are results too.
  for (const entry of entries.filter(isObservation)) collect(entry, reading, loose);
  const all = loose.some(isResult) ? [...requests, looseRequest(loose, reading)] : requests;
  if (!all.some(({ items }) => items.some(isResult))) return null;
  const texts = narrativeOf(document.sections).map((words): ReportItem => ({ kind: 'text', text: words }));
  return {
    format: 'fhir',
    messageId: document.id,
    sentAt: sentTime(document.date),
    sender: senderOf(reading),
    addressee: null,
    patient: document.identity,
    requests: all.map((request, i) => (i === 0 ? { ...request, items: [...request.items, ...texts] } : request)),
    faults: reading.isUnread ? ['line_unread'] : [],
  };
}

function isObservation({ resource }: BundleEntry): boolean {
  return resource.resourceType === 'Observation';
}

function isResult({ kind }: ReportItem): boolean {
  return kind === 'result';
}

function requestOf(entry: BundleEntry, reading: Reading): ReportRequest {
  const { resource } = entry;
  const items: ReportItem[] = [];
  for (const one of objects(resource['result'])) {
    const found = resolve(text(one['reference']) ?? '', entry, reading.index).filter(isObservation);
    if (found.length === 0) reading.isUnread = true;
    for (const observation of found) collect(observation, reading, items);
  }
  const conclusion = text(resource['conclusion']);
  if (conclusion !== null) items.push({ kind: 'text', text: conclusion });
  const [interpreter] = objects(resource['resultsInterpreter']);
  return {
    ...identifiersOf(resource),
    name: nameOf(resource['code']) ?? reading.document.title,
    ...{ requestedAt: null, sampledAt: timeOf(resource), issuedAt: sentTime(resource['issued']), validatedAt: null },
    prescriber: null,
    validator: interpreter === undefined ? null : partyOf(interpreter, entry, reading),
    state: replacing(stateOf(text(resource['status'])), reading),
    ...{ items, attachments: [] },
  };
}

function looseRequest(items: readonly ReportItem[], reading: Reading): ReportRequest {
  const states = items.flatMap((item) => (item.kind === 'result' ? [item.state] : []));
  const { id, title, date } = reading.document;
  return {
    ...{ id, orderId: null, name: title, requestedAt: null, sampledAt: null, issuedAt: sentTime(date) },
    ...{ validatedAt: null, prescriber: null, validator: null, state: replacing(stateOfAll(states), reading) },
    ...{ items, attachments: [] },
  };
}

function replacing(state: ReportRequest['state'], { document }: Reading): ReportRequest['state'] {
  return state === 'final' && document.replaces.length > 0 ? 'corrected' : state;
}

/** The results of sections that are in no report, below the titles of the sections. */
function itemsOf(sections: readonly DocumentSection[], title: string | null, reading: Reading): ReportItem[] {
  return sections.flatMap((section) => {
    const items: ReportItem[] = [];
    for (const entry of section.entries.filter(isObservation)) collect(entry, reading, items);
    const heading = section.title ?? title;
    const own: ReportItem[] = items.length > 0 && heading !== null ? [{ kind: 'heading', text: heading }] : [];
    return [...own, ...items, ...itemsOf(section.sections, heading, reading)];
  });
}

/** Adds an Observation and its members, each once. */
function collect(entry: BundleEntry, reading: Reading, items: ReportItem[]): void {
  if (reading.read.has(entry) || reading.document.unclear.includes(entry)) return;
  reading.read.add(entry);
  const resource = exactResource(entry);
  const lines = linesOfObservation(resource, specimenTime(resource, entry, reading));
  if (lines === null) reading.isUnread = true;
  const members = objects(resource['hasMember']);
  const name = nameOf(resource['code']);
  if (members.length > 0 && lines?.length === 0 && name !== null) items.push({ kind: 'heading', text: name });
  items.push(...(lines ?? []));
  for (const member of members) {
    const found = resolve(text(member['reference']) ?? '', entry, reading.index).filter(isObservation);
    for (const one of found) collect(one, reading, items);
  }
}

function specimenTime(observation: JsonObject, from: BundleEntry, { index }: Reading): string | null {
  const { specimen } = observation;
  const [found] = isObject(specimen) ? resolve(text(specimen['reference']) ?? '', from, index) : [];
  const collection = found?.resource['collection'];
  if (!isObject(collection)) return null;
  const { collectedPeriod } = collection;
  return (
    sentTime(collection['collectedDateTime']) ?? (isObject(collectedPeriod) ? sentTime(collectedPeriod['start']) : null)
  );
}

/** The resource with each number as the string of its digits, because 4.40 is another precision than 4.4. */
function exactResource({ text: written }: BundleEntry): JsonObject {
  return JSON.parse(written, (_name, value: Json, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  ) as JsonObject;
}

/** HL7 table 0203: the number of the laboratory, and that of the requester. */
function identifiersOf(report: JsonObject): Pick<ReportRequest, 'id' | 'orderId'> {
  const all = objects(report['identifier']).map((one) => ({
    type: codesOf(one['type'])[0]?.code ?? null,
    value: text(one['value']),
  }));
  const id = all.find(({ type }) => type === 'FILL') ?? all.find(({ type }) => type !== 'PLAC');
  return { id: id?.value ?? null, orderId: all.find(({ type }) => type === 'PLAC')?.value ?? null };
}

/** The laboratory: the performer of the first report, else the author of the document. */
function senderOf(reading: Reading): SentParty | null {
  for (const entry of reading.document.entries) {
    const [performer] = entry.resource.resourceType === 'DiagnosticReport' ? objects(entry.resource['performer']) : [];
    const party = performer === undefined ? null : partyOf(performer, entry, reading);
    if (party !== null) return party;
  }
  const [author] = reading.document.authors;
  return author === undefined ? null : { id: null, name: author };
}

function partyOf(reference: JsonObject, from: BundleEntry, { index }: Reading): SentParty | null {
  const name = nameOfParty(reference, from, index);
  return name === null ? null : { id: null, name };
}

/** The words of the sections, which may say more than their results. */
function narrativeOf(sections: readonly DocumentSection[]): string[] {
  return sections.flatMap(({ text: words, sections: inner }) => [
    ...(words === null || words === '' ? [] : [words]),
    ...narrativeOf(inner),
  ]);
}
