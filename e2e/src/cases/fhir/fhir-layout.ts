import type { CaseLayout } from '../case-layout.ts';
import { startCasePractice } from './case-practice.ts';
import { isFhirFolder, readCases } from './fhir-case.ts';
import { judgeCase } from './judge-case.ts';

/** Folders of FHIR that `etanche records import` imports into a practice, compared with the resulting files. */
export const fhirLayout: CaseLayout = {
  name: 'fhir',
  fits: isFhirFolder,
  count: (folder) => readCases(folder).length,
  run: async function* (folder) {
    await using practice = await startCasePractice();
    for (const each of readCases(folder)) yield { name: each.name, wrong: await judgeCase(practice, folder, each) };
  },
};
