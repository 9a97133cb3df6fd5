import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ImportReport } from '@etanche/records-import';
import type { CasePractice } from './case-practice.ts';
import type { FhirCase } from './fhir-case.ts';
import { judgeFiles } from './judge-files.ts';
import { judgeRefusals } from './judge-refusals.ts';

type Step = { readonly path: string; readonly journal: string; readonly isLenient: boolean };

/** The faults in the import of one case; empty if it is correct. */
export async function judgeCase(practice: CasePractice, folder: string, each: FhirCase): Promise<readonly string[]> {
  const steps = (each.steps ?? ['.']).map((step, i): Step => {
    const journal = each.journals === 'new' ? `${each.name}-${i}` : each.name;
    return { path: join(folder, each.name, step), journal, isLenient: each.lenient?.includes(i) === true };
  });
  const wrong: string[] = [];
  let last: ImportReport | null = null;
  for (const [i, { path, journal, isLenient }] of steps.entries()) {
    try {
      last = await practice.importFolder(path, journal, isLenient);
      wrong.push(...judgeSum(last));
      const again = await practice.importFolder(path, journal, isLenient);
      if (!isDeepStrictEqual(comparable(again), comparable(last))) {
        wrong.push(`the second run of step ${i + 1} reports a different result`);
      }
    } catch (error) {
      return [...wrong, `step ${i + 1} fails: ${told(error)}`];
    }
  }
  const files = await practice.readFiles([...new Set(steps.map(({ journal }) => journal))]);
  return [
    ...wrong,
    ...(last === null ? ['nothing was imported'] : judgeRefusals(last, each.right)),
    ...(await judgeFiles(files, each.right)),
  ];
}

function judgeSum({ resources }: ImportReport): string[] {
  const { found, repeated, refused, copies } = resources;
  const written = Object.values(resources.written).reduce((sum, count) => sum + count, 0);
  if (found === written - copies + repeated + refused) return [];
  return [`found ${found}, but written ${written}, copies ${copies}, repeated ${repeated}, refused ${refused}`];
}

/** The part of a report that must be equal in a second run. */
function comparable({ patients, resources, bytes, refused, duplicates }: ImportReport) {
  const places = refused.map((each) => JSON.stringify(each)).sort();
  return { patients, resources, bytes, places, duplicates: duplicates.length };
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
