import { RecordsClientError, type FileResource, type PatientFile } from '@etanche/records-client';
import {
  displayName,
  isDeposit,
  isObject,
  prescriptionsTogether,
  type PrescriptionView,
  type RawResource,
  readDocument,
  readLetter,
  synthesisOf,
  text,
  type VisitView,
} from '@etanche/records-fhir';
import { birthDate, longDate } from '../../page/text/format.ts';
import { letterPrint } from '../../paper/letter.ts';
import { withSex } from '../../paper/with-sex.ts';
import { writePdf } from '../../paper/write-pdf.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { recogniseDocument } from '../../port/recognise-document.ts';
import { synthesisId, vaccinationId } from '../../port/sendable-items.ts';
import { documentBytes } from '../document-content.ts';
import type { Papers } from '../papers.ts';
import { recordOf } from '../write-records.ts';
import { synthesisParts, type Collected } from './synthesis-parts.ts';
import { vaccinationParts } from './vaccination-parts.ts';
import type { OutgoingPart } from './write-document.ts';

const pdfType = 'application/pdf';

/**
 * The chosen things as a recipient without our program reads them: a stored file as it is, everything else as a PDF on
 * the practice's paper. A consultation also goes as its note.
 *
 * @throws RecordsClientError `not_found`
 */
export async function collectParts(file: PatientFile, items: readonly string[], papers: Papers): Promise<Collected> {
  const { visits, prescriptions } = synthesisOf(file.resources());
  const together = prescriptionsTogether(prescriptions);
  const parts: OutgoingPart[] = [];
  const resources: RawResource[] = [];
  for (const id of items) {
    const visit = visits.find((one) => one.id === id);
    const prescription = together.find((one) => one.id === id);
    if (prescription !== undefined) parts.push(await prescriptionPart(file, prescription, papers));
    else if (id === synthesisId || id === vaccinationId) {
      const whole = await (id === synthesisId ? synthesisParts : vaccinationParts)(file, papers);
      parts.push(...whole.parts);
      resources.push(...whole.resources);
    } else if (visit === undefined) parts.push(await documentPart(file, id, papers));
    else {
      parts.push(await visitPart(file, visit, papers));
      resources.push(...notesOf(file, id));
    }
  }
  return { parts, resources };
}

async function documentPart(file: PatientFile, id: string, papers: Papers): Promise<OutgoingPart> {
  const found = recordOf(file, id);
  const { resource } = found;
  if (resource.resourceType !== 'DocumentReference' || isDeposit(resource))
    throw new RecordsClientError('not_found', 'the resource is no document');
  const letter = readLetter(resource);
  const facts = readDocument(resource);
  if (letter !== null) {
    const kind = letter.kind === 'letter' ? ('letter' as const) : ('administrative' as const);
    const { heading, body, addressee, copies } = letter;
    const { signatory, ...paper } = await papers.head();
    const signedBy = authorOf(resource) ?? signatory.name;
    const print = letterPrint({ ...paper, signatory, heading, body, addressee, copies, signedBy });
    return { facts: { ...facts, kind }, contentType: pdfType, bytes: writePdf(print).bytes };
  }
  const bytes = await documentBytes(file, found);
  return { facts, contentType: recogniseDocument(bytes).type ?? 'application/octet-stream', bytes };
}

async function visitPart(file: PatientFile, visit: VisitView, papers: Papers): Promise<OutgoingPart> {
  const { signatory, ...paper } = await papers.head();
  const { card } = file.patient();
  const date = visit.date?.slice(0, 10) ?? practiceToday();
  const title = visit.reason === null || visit.reason === '' ? 'Consultation' : `Consultation : ${visit.reason}`;
  const print = letterPrint({
    ...{ ...paper, signatory, addressee: [], copies: [], signedBy: visit.author ?? signatory.name },
    heading: `Consultation du ${longDate(date, 'fr')}`,
    body: [
      withSex(`${displayName(card)}, né(e) le ${birthDate(card.birthDate)}`, card.sex),
      ...visit.sections.map((section) => `${section.title}\n${section.text}`),
    ].join('\n\n'),
  });
  return { facts: { title, kind: 'report', date }, contentType: pdfType, bytes: writePdf(print).bytes };
}

async function prescriptionPart(
  file: PatientFile,
  { date: written, lines }: PrescriptionView,
  papers: Papers,
): Promise<OutgoingPart> {
  const ids = lines.map(({ id }) => id);
  const printed = await papers.prescriptionOf(file.scope, ids);
  if (printed === null) throw new RecordsClientError('not_found', 'no line of the prescription can be printed');
  const date = written?.slice(0, 10) ?? practiceToday();
  const facts = { title: `Ordonnance du ${longDate(date, 'fr')}`, kind: 'prescription', date } as const;
  return { facts, contentType: pdfType, bytes: writePdf(printed.print).bytes };
}

/** The notes of an Encounter, or the note itself. */
export function notesOf(file: PatientFile, id: string): FileResource[] {
  const encounter = `Encounter/${text(recordOf(file, id).resource['id']) ?? ''}`;
  return file.resources().filter((one) => {
    const { resource } = one;
    if (resource.resourceType !== 'Composition') return false;
    const of = isObject(resource['encounter']) ? text(resource['encounter']['reference']) : null;
    return one.id === id || of === encounter;
  });
}

function authorOf(resource: { readonly [name: string]: unknown }): string | null {
  const [author] = Array.isArray(resource['author']) ? (resource['author'] as unknown[]) : [];
  return isObject(author) ? text(author['display']) : null;
}
