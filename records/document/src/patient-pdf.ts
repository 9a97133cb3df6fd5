import { concat } from '@etanche/core-wire';
import { documentSections, sectionOf, text, type RawResource, type Resource } from '@etanche/records-fhir';
import { DocumentError } from './document-error.ts';
import { entryOf, personName } from './entries/other-entry.ts';
import type { Entry, NameOf } from './entries/entry.ts';
import { frenchTime } from './french-format.ts';
import { identityLines, patientName } from './identity-lines.ts';
import { omittedFrom, omittedLines } from './omitted.ts';
import { Page, type PdfFonts } from './page.ts';
import { readExactly } from './read-json.ts';

/** An access to the file, for the patient. */
export interface PatientAccess {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly who: string;
  /** In French: `a ouvert le dossier`. */
  readonly what: string;
  /** The reason of an emergency opening; null for other accesses. */
  readonly reason: string | null;
}

export interface PdfOptions {
  readonly practice: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** IANA name of the practice's time zone. */
  readonly timeZone: string;
  /** Standard fonts of PDF only have Windows-1252, which cannot write Wiśniewski or Şahin. */
  readonly fonts: PdfFonts;
  /** Called after each printed entry. */
  readonly progress?: (done: number, total: number) => void;
  /** Absent if the list is not requested. */
  readonly accesses?: readonly PatientAccess[];
  /** True to write PDF/A-1b, which a document of level 1 embeds. */
  readonly isArchival?: boolean;
  /** Present for a part of a file, about whose other parts the document says nothing. */
  readonly excerpt?: Excerpt;
}

/** A document that is sent alone. */
export interface Excerpt {
  readonly title: string;
  /** The sender, below the title. */
  readonly lines: readonly string[];
  /** True if a section of allergies or treatments without entries is named as empty. */
  readonly hasEmptySections: boolean;
}

/** Resource types that are not printed: files are delivered with the document, and Provenance is about resources. */
const unprinted: ReadonlySet<string> = new Set(['Patient', 'Binary', 'Provenance']);

/**
 * Writes a patient's file as a PDF in French, A4: identity, then the sections of the FHIR document, newest entries
 * first, and what the document does not contain.
 *
 * @returns the bytes of the PDF
 * @throws DocumentError `patient_missing`
 */
export async function patientPdf(
  resources: readonly Pick<RawResource, 'text'>[],
  options: PdfOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const all = resources.map(readExactly);
  const patients = all.filter(({ resourceType }) => resourceType === 'Patient');
  const [patient] = patients;
  if (patient === undefined || patients.length > 1) {
    throw new DocumentError('patient_missing', `a PDF has one Patient, and ${patients.length} are given`);
  }
  const name = patientName(patient);
  const made = frenchTime(options.now, options.timeZone);
  const page = new Page({
    title: options.excerpt === undefined ? `Dossier médical de ${name}` : `${options.excerpt.title}, ${name}`,
    footer: `${options.practice} · ${made}`,
    created: new Date(options.now),
    isArchival: options.isArchival === true,
    fonts: options.fonts,
  });
  const bytes = bytesOf(page.stream);
  if (options.excerpt !== undefined) {
    writeExcerpt(page, all, patient, options.excerpt, made);
    page.stream.end();
    return bytes;
  }
  page.title(name, `Dossier médical, ${options.practice}, édité le ${made}`);
  page.heading('Identité', null);
  for (const { label, value } of identityLines(patient)) page.pair(label, value);
  writeSections(page, all, true, options.progress ?? (() => undefined));
  if (options.accesses !== undefined) writeAccesses(page, options.accesses, options.timeZone);
  page.heading('Ce que ce document ne contient pas', null);
  for (const line of omittedLines(omittedFrom(all))) page.paragraph(line);
  page.heading('Fin du document', null);
  page.paragraph(
    `${page.number} page${page.number > 1 ? 's' : ''}. Le fichier FHIR qui accompagne ce document contient le dossier complet, dans le texte même de ses auteurs.`,
  );
  page.stream.end();
  return bytes;
}

/** Collects the document; it is written in the same turn, so nothing is lost before the listeners are there. */
function bytesOf(stream: Page['stream']): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    stream.on('data', (part: Uint8Array) => {
      parts.push(part);
    });
    stream.on('error', reject);
    stream.on('end', () => {
      resolve(concat(...parts));
    });
  });
}

function writeExcerpt(page: Page, all: readonly Resource[], patient: Resource, excerpt: Excerpt, made: string): void {
  page.title(excerpt.title, `Édité le ${made}`);
  for (const line of excerpt.lines) page.paragraph(line);
  page.heading('Patient', null);
  for (const { label, value } of identityLines(patient)) page.pair(label, value);
  writeSections(page, all, excerpt.hasEmptySections, () => undefined);
  page.heading(`Fin du document, ${page.number} page${page.number > 1 ? 's' : ''}`, null);
}

function writeSections(
  page: Page,
  all: readonly Resource[],
  hasEmpty: boolean,
  progress: NonNullable<PdfOptions['progress']>,
): void {
  const nameOf = namesOf(all);
  const total = all.filter(({ resourceType }) => !unprinted.has(resourceType)).length;
  let done = 0;
  for (const { key, title } of documentSections) {
    const found = all.filter((one) => !unprinted.has(one.resourceType) && sectionOf(one) === key);
    if (found.length === 0) {
      // An empty section of allergies states that none is recorded, which does not mean that there is none.
      if (hasEmpty && (key === 'allergies' || key === 'treatments')) writeEmpty(page, title);
      continue;
    }
    page.heading(title, found.length);
    for (const entry of newestFirst(found.map((one) => entryOf(one, nameOf)))) {
      page.entry(entry);
      progress((done += 1), total);
    }
  }
}

function writeEmpty(page: Page, title: string): void {
  page.heading(title, null);
  page.paragraph('Aucun élément n’est enregistré dans ce dossier.');
}

function writeAccesses(page: Page, accesses: readonly PatientAccess[], timeZone: string): void {
  page.heading('Qui a ouvert ce dossier', accesses.length);
  if (accesses.length === 0) page.paragraph('Personne, d’après le journal.');
  for (const { time, who, what, reason } of [...accesses].sort((a, b) => b.time - a.time)) {
    const date = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(time);
    page.entry({
      date,
      title: who,
      aside: [what, frenchTime(time, timeZone)],
      lines: reason === null ? [] : [`Motif : ${reason}`],
    });
  }
}

function newestFirst(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => compare(b.date ?? '', a.date ?? '') || a.title.localeCompare(b.title, 'fr'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function namesOf(all: readonly Resource[]): NameOf {
  const names = new Map<string, string>();
  for (const one of all) {
    const id = text(one['id']);
    const isNamed = ['Practitioner', 'Organization', 'RelatedPerson', 'Location'].includes(one.resourceType);
    if (id === null || !isNamed) continue;
    const name = text(one['name']) ?? personName(one);
    names.set(`${one.resourceType}/${id}`, name).set(`urn:uuid:${id}`, name);
  }
  return (reference) => names.get(reference ?? '') ?? null;
}
