import { join } from 'node:path';
import type { CaseLayout } from '../case-layout.ts';
import { isIntakeFolder, readCases, readPersons } from './intake-case.ts';
import { judgeCase } from './judge-case.ts';

/** Files with persons.json as the truth, read by `etanche check import`. */
export const intakeLayout: CaseLayout = {
  name: 'intake',
  fits: isIntakeFolder,
  count: (folder) => readCases(folder).length,
  run: async function* (folder) {
    const persons = readPersons(folder);
    for (const each of readCases(folder)) {
      yield { name: each.file, wrong: await judgeCase(join(folder, each.file), each, persons) };
    }
  },
};
