import { readRelatedPerson } from '../french/related-person.ts';
import { readTreatingDoctor } from '../french/treating-doctor.ts';
import { gestationOf } from '../growth/growth-entry.ts';
import { entriesOf, type EntryView } from './entries.ts';
import { measuresOf, type MeasureSeries } from './measures.ts';
import {
  allergiesOf,
  historyOf,
  problemsOf,
  type AllergyState,
  type AllergyView,
  type HistoryView,
  type ProblemView,
} from './problems.ts';
import { resultsOf, type ResultLine } from './results.ts';
import { obstetricsOf, type Obstetrics } from './pregnancies.ts';
import { prescriptionsOf, treatmentsOf, type TreatmentView } from './treatments.ts';
import { ofType, type ViewSource } from './view-source.ts';
import { documentsOf, removedDocumentsOf, type DocumentView, type RemovedDocument } from './documents.ts';
import { vaccinesOf, visitsOf, type VaccineView, type VisitView } from './visits.ts';

/** The first view of a file for a doctor. Lists are complete: a screen shows their beginning. */
export interface Synthesis {
  readonly problems: readonly ProblemView[];
  readonly allergies: { readonly state: AllergyState; readonly list: readonly AllergyView[] };
  readonly history: readonly HistoryView[];
  readonly treatments: readonly TreatmentView[];
  readonly prescriptions: readonly TreatmentView[];
  readonly visits: readonly VisitView[];
  readonly documents: readonly DocumentView[];
  readonly removedDocuments: readonly RemovedDocument[];
  readonly vaccines: readonly VaccineView[];
  readonly measures: readonly MeasureSeries[];
  /** Every result and measurement as written, abnormal ones first. */
  readonly results: readonly ResultLine[];
  /** Every entry of the structured history, as a screen edits it. */
  readonly entries: readonly EntryView[];
  /** Days of amenorrhoea at the patient's own birth, with the record id; null if nobody recorded it. */
  readonly gestation: { readonly id: string; readonly days: number } | null;
  readonly obstetrics: Obstetrics;
  readonly treatingDoctor: string | null;
  readonly relatives: readonly { readonly name: string; readonly relation: string; readonly phone: string | null }[];
}

/** Builds the synthesis from the resources of a file, in one pass over each type and without a clock. */
export function synthesisOf(sources: readonly ViewSource[]): Synthesis {
  const doctors = ofType(sources, 'CareTeam').flatMap(({ resource }) => readTreatingDoctor(resource) ?? []);
  return {
    problems: problemsOf(sources),
    allergies: allergiesOf(sources),
    history: historyOf(sources),
    treatments: treatmentsOf(sources),
    prescriptions: prescriptionsOf(sources),
    visits: visitsOf(sources),
    documents: documentsOf(sources),
    removedDocuments: removedDocumentsOf(sources),
    vaccines: vaccinesOf(sources),
    measures: measuresOf(sources),
    results: resultsOf(sources),
    entries: entriesOf(sources),
    gestation: gestationOf(sources),
    obstetrics: obstetricsOf(sources),
    treatingDoctor: doctors.find(({ until }) => until === null)?.name ?? null,
    relatives: ofType(sources, 'RelatedPerson').map(({ resource }) => {
      const { givenName, familyName, relations, phone } = readRelatedPerson(resource);
      const name = [givenName, familyName].filter(Boolean).join(' ');
      return { name, relation: relations[0] ?? '', phone };
    }),
  };
}
