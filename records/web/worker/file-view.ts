import { linkedFiles, type PatientFile } from '@etanche/records-client';
import { administrativeOf, synthesisOf } from '@etanche/records-fhir';
import { depositViews } from './deposit-views.ts';
import type { OpenFile } from '../port/patient-calls.ts';

/** The view of an open file for a page. The clinical part is not even built for a member who is no doctor. */
export function fileView(file: PatientFile, isDoctor: boolean): OpenFile {
  const { card, traits } = file.patient();
  const { status, flags } = traits.reliability;
  return {
    header: { scope: file.scope, card, status, hasDoubt: flags.includes('DOUT') },
    administrative: administrativeOf(file.resources()),
    links: linkedFiles(file),
    synthesis: isDoctor ? synthesisOf(file.resources()) : null,
    deposits: depositViews(file),
    lost: file.lost(),
  };
}
