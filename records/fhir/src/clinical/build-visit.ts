import { defined, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { measurementElements, type MeasureKind } from './measurement.ts';

/** The common elements of what is written in one visit. */
export interface VisitContext {
  /** Reference to the patient, such as `Patient/1`. */
  readonly patient: string;
  /** FHIR id of the Encounter. */
  readonly encounter: string;
  readonly author: string;
  /** FHIR instant of the beginning. */
  readonly start: string;
}

export interface VisitText {
  readonly reason: string;
  readonly sections: readonly { readonly title: string; readonly text: string }[];
  /** A note in progress is preliminary; it may be incomplete. */
  readonly isFinal: boolean;
  /** FHIR instant of the end; null while it goes on. */
  readonly end: string | null;
}

const loinc = 'http://loinc.org';
export function buildEncounter(context: VisitContext, text: VisitText): Resource {
  return {
    resourceType: 'Encounter',
    id: context.encounter,
    status: text.isFinal ? 'finished' : 'in-progress',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    subject: { reference: context.patient },
    participant: [{ individual: { display: context.author } }],
    period: text.end === null ? { start: context.start } : { start: context.start, end: text.end },
    ...(text.reason === '' ? {} : { reasonCode: [{ text: text.reason }] }),
  };
}

/** The note as a Composition: one section for each text that is not empty. */
export function buildNote(context: VisitContext, text: VisitText): Resource {
  const all = [{ title: 'Motif', text: text.reason }, ...text.sections];
  const section = all.filter((one) => one.text.trim() !== '').map(sectionOf);
  return {
    resourceType: 'Composition',
    status: text.isFinal ? 'final' : 'preliminary',
    type: { coding: [{ system: loinc, code: '11488-4', display: 'Note de consultation' }], text: 'Consultation' },
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.encounter}` },
    date: context.start,
    author: [{ display: context.author }],
    title: text.reason === '' ? 'Consultation' : `Consultation : ${text.reason}`,
    // FHIR has no empty lists.
    ...(section.length === 0 ? {} : { section }),
  };
}

export function buildMeasure(
  context: VisitContext,
  kind: MeasureKind,
  value: number,
  second: number | null,
  at: string,
): Resource {
  const { status, category, code, effectiveDateTime, ...measured } = measurementElements(kind, value, second, at);
  return {
    resourceType: 'Observation',
    ...defined({ status, category, code }),
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.encounter}` },
    ...defined({ effectiveDateTime }),
    ...measured,
  };
}

function sectionOf({ title, text }: { readonly title: string; readonly text: string }): JsonObject {
  const paragraphs = text
    .trim()
    .split(/\n+/)
    .map((line) => `<p>${escaped(line)}</p>`)
    .join('');
  const div = `<div xmlns="http://www.w3.org/1999/xhtml">${paragraphs}</div>`;
  return { title, text: { status: 'additional', div } };
}

function escaped(line: string): string {
  return line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
