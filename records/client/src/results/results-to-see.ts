import { resultsOf, type Resource } from '@etanche/records-fhir';
import type { PatientFile } from '../patients/patient-file.ts';

/** Values of one analysis that go with a result: enough for the value before and a small curve. */
const mostValues = 8;
/** Observations of one item, so that it stays small. */
const mostObservations = 80;

/** The Observations of results to see, each analysis with its earlier values. */
export function resultsToSee(file: PatientFile, ids: readonly string[]): readonly Resource[] {
  const lines = resultsOf(file.resources()).filter(({ values }) => values.some(({ id }) => ids.includes(id)));
  const wanted = lines.flatMap(({ values }) => {
    const first = values.findIndex(({ id }) => ids.includes(id));
    return values.slice(first, first + mostValues).map(({ id }) => id);
  });
  return wanted.slice(0, mostObservations).flatMap((id) => {
    const found = file.resource(id);
    return found === null ? [] : [found.resource];
  });
}
