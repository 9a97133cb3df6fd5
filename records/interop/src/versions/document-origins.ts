import type { DocumentOrigin } from '@etanche/records-fhir';
import type { CdaDocument } from '../cda/read/cda-document.ts';
import { idText } from '../cda/read/report-of-cda.ts';
import type { FhirDocument } from '../fhir/read-fhir-document.ts';
import type { Hl7Message } from '../hl7v2/read-hl7.ts';
import { fhirTime } from '../results/fhir-time.ts';
import type { ReceivedReport, ReportRequest } from '../results/received-report.ts';
import type { XdmDocument } from '../xdm/read-xdm.ts';
import { localId, marksOfCodes, sentIdOfCda, sentIdOfXds, visibilityMark } from './sent-ids.ts';

/** Marks of HL7 that say who may read a document; the others are wishes about its transport. */
const readerMarks: ReadonlySet<string> = new Set([
  'MASQUE_PS',
  'INVISIBLE_PATIENT',
  'INVISIBLE_REP_LEGAUX',
  'CONNEXION_SECRETE',
]);

/**
 * The version of a file of results. Its requests have the sender's numbers, which every version repeats; a message with
 * a document has the identifier of that document, if the sender gave one (TXA-12, TXA-13).
 *
 * @param message the message of HL7 v2 from which the report comes, or null
 * @param timeZone IANA name of the zone of the sender's times
 */
export function originOfReport(report: ReceivedReport, message: Hl7Message | null, timeZone: string): DocumentOrigin {
  const { sender, sentAt, requests } = report;
  const document = message?.document ?? null;
  const numbers = requests.flatMap(({ id }) => (id === null ? [] : [localId(id)]));
  const hasId = document !== null && document.id !== null;
  return {
    sender: [sender?.id, sender?.name].filter(Boolean).join('|'),
    id: hasId ? localId(document.id) : null,
    sets: hasId ? [] : numbers,
    version: null,
    sentAt: sentAt === null ? null : fhirTime(sentAt, timeZone),
    replaces: document === null || document.replaces === null ? [] : [localId(document.replaces)],
    request: requestOf(document?.action ?? actionOfRequests(requests), requests),
    results: message?.header.type === 'MDM' ? 'all' : 'same',
    marks: (message?.marks ?? [])
      // A value that is neither yes nor no: the document is shown as marked.
      .filter(({ code, isSet }) => isSet !== false && readerMarks.has(code))
      .map(({ code }) => visibilityMark(code)),
  };
}

/** @param archive its entry in an archive, or null */
export function originOfCda(cda: CdaDocument, archive: XdmDocument | null): DocumentOrigin {
  const { id, setId, version, replaces, time, custodian, authors, confidentiality } = cda;
  const organization = custodian?.id ?? custodian?.name ?? authors[0]?.professional.organization?.id ?? null;
  const party = organization ?? authors[0]?.professional.id ?? null;
  const codes = [...(confidentiality === null ? [] : [confidentiality]), ...(archive?.entry?.confidentiality ?? [])];
  return {
    sender: typeof party === 'string' ? party : (idText(party) ?? ''),
    id: id === null ? null : sentIdOfCda(id),
    sets: setId === null ? [] : [sentIdOfCda(setId)],
    version,
    sentAt: time,
    replaces: replaces.length > 0 ? replaces.map(sentIdOfCda) : (archive?.entry?.replaces ?? []).map(sentIdOfXds),
    request: archive?.request === 'delete' ? 'cancel' : replaces.length > 0 ? 'replace' : requestOfArchive(archive),
    results: 'all',
    marks: marksOfCodes(codes),
  };
}

/** The version of a file of an archive that is no CDA: its metadata say it. Null without metadata. */
export function originOfEntry(archive: XdmDocument): DocumentOrigin | null {
  const { entry } = archive;
  if (entry === null) return null;
  return {
    sender: '',
    id: entry.uniqueId === null ? null : sentIdOfXds(entry.uniqueId),
    sets: [],
    version: null,
    sentAt: entry.created,
    replaces: entry.replaces.map(sentIdOfXds),
    request: requestOfArchive(archive),
    results: 'all',
    marks: marksOfCodes(entry.confidentiality),
  };
}

export function originOfFhir(document: FhirDocument): DocumentOrigin {
  const { id, sets, authors, date, replaces, status, confidentiality } = document;
  return {
    sender: authors.join('|'),
    id: id === null ? null : localId(id),
    sets: sets.map(localId),
    version: null,
    sentAt: date,
    replaces: replaces.map(localId),
    request: status === 'entered-in-error' ? 'cancel' : replaces.length > 0 ? 'replace' : 'create',
    results: 'all',
    marks:
      confidentiality === null || confidentiality === 'N'
        ? []
        : [{ system: confidentialitySystem, code: confidentiality }],
  };
}

const confidentialitySystem = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

function requestOfArchive(archive: XdmDocument | null): DocumentOrigin['request'] {
  return archive?.request === 'delete' ? 'cancel' : archive?.request === 'replace' ? 'replace' : 'create';
}

/** A message without results says by the state of its requests what it is; each result says it of itself. */
function actionOfRequests(requests: readonly ReportRequest[]): DocumentOrigin['request'] {
  const states = requests.map(({ state }) => state);
  if (requests.length === 0 || requests.some(({ items }) => items.some(({ kind }) => kind === 'result')))
    return 'create';
  if (states.every((state) => state === 'cancelled' || state === 'entered-in-error')) return 'cancel';
  return states.includes('corrected') ? 'replace' : 'create';
}

/** Results that are valid stay, even if the message withdraws the document beside them. */
function requestOf(action: DocumentOrigin['request'], requests: readonly ReportRequest[]): DocumentOrigin['request'] {
  if (action !== 'cancel') return action;
  const results = requests.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === 'result' ? [item.state] : [])),
  );
  return results.some((state) => state !== 'cancelled' && state !== 'entered-in-error') ? 'replace' : 'cancel';
}
