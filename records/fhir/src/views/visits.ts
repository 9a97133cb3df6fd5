import { labelOf } from '../french/coding.ts';
import { diseasesOfVaccine, readVaccine, type VaccineFacts } from '../clinical/vaccine-entry.ts';
import type { Disease } from '../clinical/vaccines.ts';
import { isObject, objects, text, type Json } from '../json/json.ts';
import { current, dateOf } from './problems.ts';
import { newestFirst, type ViewSource } from './view-source.ts';

export interface VisitView {
  /** Record id of the Encounter, or of its note if there is no Encounter. */
  readonly id: string;
  readonly date: string | null;
  readonly reason: string | null;
  readonly author: string | null;
  /** The sections of the note, as plain text. */
  readonly sections: readonly { readonly title: string; readonly text: string }[];
}

export interface VaccineView {
  readonly id: string;
  readonly date: string | null;
  readonly name: string;
  readonly lot: string | null;
  readonly site: string | null;
  readonly diseases: readonly Disease[];
  /** False for one that was refused or not given. */
  readonly isDone: boolean;
  readonly facts: VaccineFacts;
}

/** Consultations, newest first; a note belongs to the Encounter that it references by its FHIR id. */
export function visitsOf(sources: readonly ViewSource[]): VisitView[] {
  const notes = current(sources, 'Composition');
  const noteOf = new Map<string, ViewSource>();
  for (const note of notes) {
    const { encounter } = note.resource;
    const reference = isObject(encounter) ? text(encounter['reference']) : null;
    if (reference !== null) noteOf.set(reference, note);
  }
  const used = new Set<ViewSource>();
  const visits = current(sources, 'Encounter').map(({ id, resource }): VisitView => {
    const note = noteOf.get(`Encounter/${text(resource['id']) ?? ''}`);
    if (note !== undefined) used.add(note);
    const [participant = {}] = objects(resource['participant']);
    const [reason] = objects(resource['reasonCode']);
    return {
      id,
      date: dateOf(resource, 'period'),
      reason: labelOf(reason) ?? sectionOf(note, 'Motif'),
      author: nameOf(participant['individual']) ?? nameOf(objects(note?.resource['author'])[0]),
      sections: sectionsOf(note),
    };
  });
  const alone = notes
    .filter((note) => !used.has(note))
    .map((note): VisitView => ({
      id: note.id,
      date: dateOf(note.resource, 'date'),
      reason: text(note.resource['title']),
      author: nameOf(objects(note.resource['author'])[0]),
      sections: sectionsOf(note),
    }));
  return newestFirst([...visits, ...alone]);
}

export function vaccinesOf(sources: readonly ViewSource[]): VaccineView[] {
  return newestFirst(
    current(sources, 'Immunization').map(({ id, resource }): VaccineView => ({
      id,
      date: dateOf(resource, 'occurrenceDateTime', 'recorded'),
      name: labelOf(resource['vaccineCode']) ?? '',
      lot: text(resource['lotNumber']),
      site: labelOf(resource['site']),
      diseases: diseasesOfVaccine(resource),
      isDone: resource['status'] !== 'not-done',
      facts: readVaccine(resource),
    })),
  );
}

function sectionsOf(note: ViewSource | undefined): VisitView['sections'] {
  return objects(note?.resource['section']).flatMap((section) => {
    const content = plainText(isObject(section['text']) ? text(section['text']['div']) : null);
    return content === '' ? [] : [{ title: text(section['title']) ?? '', text: content }];
  });
}

function sectionOf(note: ViewSource | undefined, title: string): string | null {
  return sectionsOf(note).find((section) => section.title === title)?.text ?? null;
}

function nameOf(reference: Json | undefined): string | null {
  return isObject(reference) ? text(reference['display']) : null;
}

/** The text of a narrative: a line for each paragraph, without elements. */
export function plainText(div: string | null): string {
  if (div === null) return '';
  return div
    .replace(/<(?:br|\/p|\/div|\/li|\/tr)\s*\/?>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(lt|gt|quot|apos|amp|nbsp|#(\d+)|#x([0-9a-f]+));/gi,
      (whole: string, name: string, decimal?: string, hex?: string) => {
        if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
        if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
        return entities[name.toLowerCase()] ?? whole;
      },
    )
    .replace(/[ \t]+/g, ' ')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', nbsp: '\u00a0' };
