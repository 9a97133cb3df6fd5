import type { Readable } from 'node:stream';
import { documentSections, sectionOf, text, type RawResource, type Resource } from '@etanche/records-fhir';
import { DocumentError } from './document-error.ts';
import { entryOf, personName } from './entries/other-entry.ts';
import type { Entry, NameOf } from './entries/entry.ts';
import { frenchTime } from './french-format.ts';
import { identityLines, patientName } from './identity-lines.ts';
import { Page } from './page.ts';
import { readExactly } from './read-json.ts';

/** An access to the file, for the patient. */
interface PatientAccess {
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
  /** Absent if the list is not requested. */
  readonly accesses?: readonly PatientAccess[];
}

/** Resource types that are not printed: files are delivered with the document, and Provenance is about resources. */
const unprinted: ReadonlySet<string> = new Set(['Patient', 'Binary', 'Provenance']);

/**
 * Writes a patient's file as a PDF in French, A4: identity, then the sections of the FHIR document, newest entries
 * first.
 *
 * @returns a stream for the caller to pipe; it ends when the document is complete
 * @throws DocumentError `patient_missing`
 */
export function patientPdf(resources: readonly RawResource[], options: PdfOptions): Readable {
  const all = resources.map(readExactly);
  const patients = all.filter(({ resourceType }) => resourceType === 'Patient');
  const [patient] = patients;
  if (patient === undefined || patients.length > 1) {
    throw new DocumentError('patient_missing', `a PDF has one Patient, and ${patients.length} are given`);
  }
  const name = patientName(patient);
  const made = frenchTime(options.now, options.timeZone);
  const page = new Page({
    title: `Dossier médical de ${name}`,
    footer: `${options.practice} · ${made}`,
    created: new Date(options.now),
  });
  page.title(name, `Dossier médical, ${options.practice}, édité le ${made}`);
  page.heading('Identité', null);
  for (const { label, value } of identityLines(patient)) page.pair(label, value);
  writeSections(page, all);
  if (options.accesses !== undefined) writeAccesses(page, options.accesses, options.timeZone);
  page.heading('Fin du document', null);
  page.paragraph(
    `${page.number} page${page.number > 1 ? 's' : ''}. Le fichier FHIR qui accompagne ce document contient le dossier complet, dans le texte même de ses auteurs.`,
  );
  page.stream.end();
  return page.stream;
}

function writeSections(page: Page, all: readonly Resource[]): void {
  const nameOf = namesOf(all);
  for (const { key, title } of documentSections) {
    const found = all.filter((one) => !unprinted.has(one.resourceType) && sectionOf(one) === key);
    if (found.length === 0) {
      // An empty section of allergies states that none is recorded, which does not mean that there is none.
      if (key === 'allergies' || key === 'treatments') writeEmpty(page, title);
      continue;
    }
    page.heading(title, found.length);
    for (const entry of newestFirst(found.map((one) => entryOf(one, nameOf)))) page.entry(entry);
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
      lines: reason === null ? [] : [`Motif : ${reason}`],
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
