import { fhirLayout } from './fhir/fhir-layout.ts';
import { intakeLayout } from './intake/intake-layout.ts';
import type { CaseLayout, CaseResult } from './case-layout.ts';

/** To add a layout, add an entry. */
const layouts: readonly CaseLayout[] = [intakeLayout, fhirLayout];

/**
 * Runs every case of a folder, whose layout is detected.
 *
 * @param report called after each case
 * @throws Error if the folder has none of the known layouts
 */
export async function runCases(folder: string, report: (result: CaseResult) => void): Promise<CaseResult[]> {
  const layout = layouts.find(({ fits }) => fits(folder));
  if (layout === undefined) {
    const names = layouts.map(({ name }) => name).join(', ');
    throw new Error(`the folder contains no cases.json in one of these layouts: ${names}`);
  }
  const results: CaseResult[] = [];
  for await (const result of layout.run(folder)) {
    results.push(result);
    report(result);
  }
  if (results.length !== layout.count(folder)) throw new Error('some cases of the folder did not run');
  return results;
}
