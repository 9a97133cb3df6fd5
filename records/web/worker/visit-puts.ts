import { buildEncounter, buildNote, type Resource, type VisitText } from '@etanche/records-fhir';
import type { StoredVisit } from './outbox-entry.ts';
import type { Put } from './unsent/settle-put.ts';

type VisitPlace = {
  readonly patient: string;
  readonly author: string;
  readonly start: string;
  /** Null while the consultation goes on. */
  readonly end: string | null;
};

/** The Encounter and the note of a consultation as they are to be; `before` has the confirmed versions. */
export function visitPuts(visit: StoredVisit, place: VisitPlace, before: readonly Put[]): readonly Put[] {
  const { patient, author, start, end } = place;
  const context = { patient, encounter: visit.encounter.fhir, author, start };
  const text: VisitText = {
    ...{ reason: visit.reason.trim(), isFinal: visit.isFinal, end },
    sections: [
      { title: 'Examen', text: visit.examination },
      { title: 'Conclusion', text: visit.conclusion },
    ],
  };
  const baseOf = (record: string): number => before.find(({ id }) => id === record)?.base ?? 0;
  const put = ({ fhir, record }: StoredVisit['note'], resource: Resource): Put => ({
    id: record,
    text: JSON.stringify({ ...resource, id: fhir }),
    base: baseOf(record),
  });
  return [put(visit.encounter, buildEncounter(context, text)), put(visit.note, buildNote(context, text))];
}
