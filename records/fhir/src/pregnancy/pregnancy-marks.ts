import { codesOf } from '../french/coding.ts';
import type { Resource } from '../resource/resource.ts';
import { current, dateOf } from '../views/problems.ts';
import type { ViewSource } from '../views/view-source.ts';
import type { EntryContext } from '../clinical/entry-context.ts';
import { pregnancyCalendar } from './pregnancy-calendar.ts';

/** Lines of our calendar, for which no published code system was found: random. */
const lineSystem = 'urn:uuid:5b0c6a0e-6a5d-4c0e-9a53-2f1d7c8e4b19';

/** An ultrasound or appointment of the calendar that took place. */
export interface PregnancyMark {
  readonly id: string;
  readonly line: string;
  /** FHIR date of any precision. */
  readonly date: string;
}

/** The statement that a line of the calendar took place, as an Observation. @throws RangeError for an unknown line */
export function buildMark(line: string, date: string, { patient, author, recorded }: EntryContext): Resource {
  const name = pregnancyCalendar.find(({ id }) => id === line)?.name;
  if (name === undefined) throw new RangeError('the calendar has no such line');
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: lineSystem, code: line, display: name }], text: name },
    subject: { reference: patient },
    effectiveDateTime: date,
    issued: recorded,
    performer: [{ display: author }],
    valueString: 'fait',
  };
}

export function marksOf(sources: readonly ViewSource[]): PregnancyMark[] {
  return current(sources, 'Observation').flatMap(({ id, resource }) => {
    const line = codesOf(resource['code']).find(({ system }) => system === lineSystem)?.code ?? null;
    const date = dateOf(resource, 'effectiveDateTime');
    return line === null || date === null ? [] : [{ id, line, date }];
  });
}
