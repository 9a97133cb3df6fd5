import type { PatientFile } from '@etanche/records-client';
import { isCurrentDocument, prescriptionsTogether, readLetter, synthesisOf } from '@etanche/records-fhir';
import { hasVsmContent } from '@etanche/records-interop';
import type { Sendable } from '../../port/send-calls.ts';
import { synthesisId, vaccinationId } from '../../port/sendable-items.ts';

/** The parts of a file that can be sent, the newest first. */
export function sendablesOf(file: PatientFile): readonly Sendable[] {
  const { documents, visits, prescriptions, ...view } = synthesisOf(file.resources());
  const lists = [view.problems, view.treatments, view.vaccines, view.results];
  const hasSynthesis = view.allergies.state !== 'not_recorded' || lists.some(({ length }) => length > 0);
  const own = { title: '', addressee: null, date: null, isStructured: false } as const;
  const all: Sendable[] = [
    ...documents
      .filter(isCurrentDocument)
      .flatMap(({ id, title, date, content }): Sendable[] =>
        content === 'missing'
          ? []
          : content === 'letter'
            ? [{ ...own, id, title, date, kind: 'letter', addressee: addresseeOf(file, id) }]
            : [{ ...own, id, title, date, kind: 'document' }],
      ),
    ...visits.flatMap(({ id, reason, date, sections }): Sendable[] =>
      sections.length === 0 ? [] : [{ ...own, id, title: reason ?? '', date, kind: 'visit' }],
    ),
    ...prescriptionsTogether(prescriptions).map(({ id, date, lines }, i): Sendable => {
      const title = i === 0 ? '' : lines.map(({ name }) => name).join(', ');
      return { ...own, id, title, date, kind: 'prescription' };
    }),
    ...(hasSynthesis
      ? [{ ...own, id: synthesisId, kind: 'synthesis' as const, isStructured: hasVsmContent(file.resources()) }]
      : []),
    ...(view.vaccines.length > 0
      ? [{ ...own, id: vaccinationId, kind: 'vaccination' as const, isStructured: true }]
      : []),
  ];
  return all.toSorted((one, other) => (other.date ?? '').localeCompare(one.date ?? ''));
}

function addresseeOf(file: PatientFile, id: string): string | null {
  const resource = file.resource(id)?.resource;
  return (resource === undefined ? null : readLetter(resource))?.addressee[0] ?? null;
}
