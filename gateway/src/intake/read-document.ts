import { isEtancheError, type Bytes } from '@etanche/core-wire';
import type { DocumentOrigin } from '@etanche/records-fhir';
import {
  fhirDocumentLimits,
  kindOfType,
  originOfCda,
  originOfEntry,
  originOfFhir,
  originOfReport,
  readCda,
  readFhirDocument,
  readReportMessage,
  readXdm,
  reportLimits,
  reportOfCda,
  reportOfFhir,
  reportResources,
  unknownIdentity,
  xmlLimits,
  zipLimits,
  type CdaDocument,
  type ReceivedReport,
  type XdmDocument,
} from '@etanche/records-interop';
import type { IntakeRefusal, ReceivedDocument } from './received-document.ts';

/** Facts that no document has: the day of its arrival, and the zone of the laboratory's times. */
export type ReadOptions = {
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** IANA name, such as `Europe/Paris`. */
  readonly timeZone: string;
};

const longestTitle = 120;

/**
 * Reads a file in any of the formats that the practice receives, by its content and not by its name. Nothing of a file
 * with two patients, or with a document that cannot be read, is filed.
 *
 * @returns one entry for each document, or the reason of a refusal
 */
export function readDocuments(content: Bytes, options: ReadOptions): readonly ReceivedDocument[] | IntakeRefusal {
  if (content.length === 0) return { code: 'empty' };
  try {
    return readAs(content, options);
  } catch (error) {
    // Reading has no other input than the bytes: a failure that nobody foresaw must not stop the files behind this one.
    return { code: isEtancheError(error) ? error.code : 'unreadable' };
  }
}

function readAs(content: Bytes, options: ReadOptions): readonly ReceivedDocument[] | IntakeRefusal {
  const head = new TextDecoder('windows-1252').decode(content.subarray(0, 1024)).replace(/^\u00ef\u00bb\u00bf/, '');
  if (head.startsWith('PK')) return readArchive(content, options);
  if (head.startsWith('%PDF-')) return [plainFile(content, 'application/pdf', null, options)];
  if (/^\s*</.test(head)) return [readCdaFile(content, options)];
  if (/^\s*\{/.test(head)) return [asRequest(readFhir(content, options))];
  const { report, message } = readReportMessage(content, { ...reportLimits, today: options.today });
  const origin = originOfReport(report, message, options.timeZone);
  const contentType = report.format === 'hl7v2' ? 'x-application/hl7-v2+er7' : 'text/plain';
  return [asRequest(ofReport(content, contentType, report, origin, options))];
}

function readArchive(content: Bytes, options: ReadOptions): readonly ReceivedDocument[] | IntakeRefusal {
  const { documents, rejected } = readXdm(content, { zip: zipLimits, xml: xmlLimits });
  const [first] = rejected;
  // A part that was altered or cannot be read may be the one that matters: a person asks the sender again.
  if (first !== undefined) return { code: first.code };
  if (documents.length === 0) return { code: 'document_missing' };
  return documents.map((document) => ofArchive(document, options));
}

function ofArchive(archive: XdmDocument, options: ReadOptions): ReceivedDocument {
  const { bytes, cda, entry } = archive;
  const content = Uint8Array.from(bytes);
  return asRequest(
    cda === null
      ? plainFile(content, entry?.mediaType ?? 'application/pdf', originOfEntry(archive), options)
      : ofCda(content, cda, archive, options),
  );
}

/** A request to withdraw a document names itself as one, since it may have the bytes of the document. */
function asRequest(read: ReceivedDocument): ReceivedDocument {
  if (read.origin?.request !== 'cancel') return read;
  return { ...read, facts: { ...read.facts, title: titleOf(`Demande de suppression : ${read.facts.title}`) } };
}

function readCdaFile(content: Bytes, options: ReadOptions): ReceivedDocument {
  return ofCda(content, readCda(content, xmlLimits), null, options);
}

function ofCda(content: Bytes, cda: CdaDocument, archive: XdmDocument | null, options: ReadOptions): ReceivedDocument {
  const report = reportOfCda(cda);
  const [author] = cda.authors;
  const organization = author?.professional.organization ?? cda.custodian;
  const name = [author?.professional.title, author?.professional.given, author?.professional.family];
  return {
    ...{ content, contentType: 'application/xml', identity: cda.patient.identity, origin: originOfCda(cda, archive) },
    facts: {
      title: titleOf(cda.title ?? 'Document reçu'),
      kind: kindOfType(cda.type?.code ?? null),
      date: dayOf(cda.time, options),
    },
    from: [name.filter(Boolean).join(' '), organization?.name ?? ''].filter((part) => part !== '').join(', '),
    resources: report === null ? () => [] : resourcesOf(report, options),
  };
}

function readFhir(content: Bytes, options: ReadOptions): ReceivedDocument {
  const document = readFhirDocument(content, fhirDocumentLimits);
  const report = reportOfFhir(document);
  return {
    ...{ content, contentType: 'application/fhir+json', identity: document.identity, origin: originOfFhir(document) },
    facts: {
      title: titleOf(document.title ?? 'Document reçu'),
      kind: document.kind === 'results' ? 'result' : kindOfType(document.type.codes[0] ?? null),
      date: dayOf(document.date, options),
    },
    from: document.authors.join(', '),
    resources: report === null ? () => [] : resourcesOf(report, options),
  };
}

function ofReport(
  content: Bytes,
  contentType: string,
  report: ReceivedReport,
  origin: DocumentOrigin,
  options: ReadOptions,
): ReceivedDocument {
  const [request] = report.requests;
  return {
    ...{ content, contentType, origin, identity: report.patient },
    facts: {
      title: titleOf(request?.name ?? 'Résultats d’analyses'),
      kind: 'result',
      date: dayOf(report.sentAt ?? request?.sampledAt ?? null, options),
    },
    from: report.sender?.name ?? report.sender?.id ?? '',
    resources: resourcesOf(report, options),
  };
}

/** A scanned document: a member recognises its patient by reading it. */
function plainFile(
  content: Bytes,
  contentType: string,
  origin: DocumentOrigin | null,
  { today }: ReadOptions,
): ReceivedDocument {
  return {
    ...{ content, contentType, origin, identity: unknownIdentity, from: '' },
    facts: { title: 'Document reçu', kind: 'other', date: today },
    resources: () => [],
  };
}

function resourcesOf(report: ReceivedReport, { timeZone }: ReadOptions): ReceivedDocument['resources'] {
  const convert: ReceivedDocument['resources'] = (patient, newId) => {
    const { reports, observations } = reportResources(report, { patient, timeZone, newId });
    return [...observations, ...reports];
  };
  // Results that cannot be converted are the document's fault: it is refused here, and not tried again for ever.
  convert('Patient/x', () => 'x');
  return convert;
}

function titleOf(title: string): string {
  const words = title.replaceAll(/\s+/g, ' ').trim();
  return words === '' ? 'Document reçu' : words.slice(0, longestTitle);
}

/** The day of the document; the day of arrival for one that is unknown or in the future. */
function dayOf(time: string | null, { today }: ReadOptions): string {
  const day = time?.slice(0, 10) ?? '';
  return /^\d{4}-\d\d-\d\d$/.test(day) && day <= today ? day : today;
}

/** The day in a zone, `YYYY-MM-DD`. @param now milliseconds since 1970 */
export function dayIn(timeZone: string, now: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
}
