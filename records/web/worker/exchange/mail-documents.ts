import { DataError, type PatientFile } from '@etanche/records-client';
import { prescriptionsTogether, synthesisOf } from '@etanche/records-fhir';
import { longDate } from '../../page/text/format.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { synthesisId, vaccinationId } from '../../port/sendable-items.ts';
import { recordOf } from '../write-records.ts';
import { notesOf } from './collect-parts.ts';
import { sendablesOf } from './sendables.ts';

const longestTitle = 120;

/** The part of a file that a mail carries: record ids, which the gateway prints, and a title in French. */
export type MailContent = { readonly documents: readonly string[]; readonly title: string };

/** @throws DataError `conflict` for something that left the file since it was shown */
export function mailContent(file: PatientFile, items: readonly string[]): MailContent {
  const known = sendablesOf(file);
  const titles = items.map((id) => {
    const found = known.find((one) => one.id === id);
    if (found === undefined) throw new DataError('conflict', 'something to send is not in the file any more');
    const { kind, title, date } = found;
    if (kind === 'synthesis') return `Synthèse médicale du ${longDate(practiceToday(), 'fr')}`;
    if (kind === 'vaccination') return `Carnet de vaccination du ${longDate(practiceToday(), 'fr')}`;
    if (kind === 'prescription') return `Ordonnance du ${longDate(date, 'fr')}`;
    if (kind === 'visit') return title === '' ? `Consultation du ${longDate(date, 'fr')}` : `Consultation : ${title}`;
    return title === '' ? 'Document' : title;
  });
  return {
    documents: items.flatMap((id) => recordsOf(file, id)),
    title: titles.join(', ').slice(0, longestTitle),
  };
}

function recordsOf(file: PatientFile, id: string): readonly string[] {
  if (id === synthesisId) return [file.patient().resource.id];
  const { prescriptions, vaccines } = synthesisOf(file.resources());
  // One vaccination stands for the whole record, and one medicine for all that were prescribed with it.
  if (id === vaccinationId) return vaccines.slice(0, 1).map((one) => one.id);
  if (prescriptionsTogether(prescriptions).some((one) => one.id === id)) return [id];
  const found = recordOf(file, id);
  const notes = notesOf(file, id);
  return notes.length === 0 ? [found.id] : notes.map((note) => note.id);
}
