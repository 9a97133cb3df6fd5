import type { WorkMember } from '@etanche/records-fhir';
import type { AgendaDay } from '../agenda/agenda-day.ts';
import type { PatientFile } from '../patients/patient-file.ts';

/** Where a report is filed, and who has to see it. */
export type Filing = {
  readonly file: PatientFile;
  /** The patient as the list shows them. */
  readonly patientName: string;
  /** The open list of `to` (`agenda.list`). */
  readonly list: AgendaDay;
  readonly to: WorkMember;
  readonly from: WorkMember;
  /** FHIR instant. */
  readonly at: string;
};
