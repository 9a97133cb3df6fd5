import { groupByPatient } from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { Refused } from '../report.ts';
import { readSourceFiles, type SourceFile } from '../source/source-files.ts';
import { isPatient, patientKey, readOwned } from './owners.ts';
import { readJsonFile, readRows, type Item } from './read-items.ts';
import { createSharedPool, type SharedItems } from './sharing.ts';

/**
 * What a first reading tells: which files hold whole patients, and how much the others hold that must be brought together.
 */
export type Survey = {
  readonly files: number;
  readonly patients: number;
  /** Of all patients (`patientKey`). */
  readonly keys: ReadonlySet<string>;
  readonly resources: number;
  /** Numbers of the files each of whose patients stands in no other file. */
  readonly whole: ReadonlySet<number>;
  /** Bytes of text in the other files, but for what is shared. */
  readonly scattered: number;
  /** Resources of nobody in the other files. */
  readonly shared: SharedItems;
  /** How many of those were the same bytes again. */
  readonly repeated: number;
  readonly refused: readonly Refused[];
};

/** What is of nobody is held in memory throughout: of a whole country's practitioners, a few hundred bytes each. */
const mostShared = 256 * 1024 * 1024;

type Sight = {
  readonly file: number;
  readonly patients: ReadonlySet<string>;
  /** A bundle of patients in which nothing is of a patient who is elsewhere. */
  readonly isWhole: boolean;
  readonly resources: number;
  readonly refused: readonly Refused[];
};

/**
 * Reads the source once, and what is scattered twice, keeping of it what is shared and no more.
 *
 * @param report told of each file read
 * @throws ImportError
 */
export async function survey(paths: readonly string[], report: (files: number) => void): Promise<Survey> {
  const sights: Sight[] = [];
  const filesOf = new Map<string, number>();
  for await (const source of readSourceFiles(paths)) {
    const sight = source.format === 'ndjson' ? await lookAtRows(source) : await lookAtFile(source);
    sights.push(sight);
    for (const patient of sight.patients) filesOf.set(patient, (filesOf.get(patient) ?? 0) + 1);
    report(sights.length);
  }
  const isAlone = ({ isWhole, patients }: Sight): boolean =>
    isWhole && Array.from(patients).every((id) => filesOf.get(id) === 1);
  const whole = new Set(sights.filter(isAlone).map(({ file }) => file));
  const keys = new Set(filesOf.keys());
  return {
    ...{ files: sights.length, patients: keys.size, keys, whole },
    resources: sights.reduce((sum, { resources }) => sum + resources, 0),
    refused: sights.flatMap(({ refused }) => refused),
    ...(await readScattered(paths, whole, sights.length, keys)),
  };
}

async function lookAtFile(source: SourceFile): Promise<Sight> {
  const { isBundle, items, refused } = await readJsonFile(source);
  const { patients, loose } = groupByPatient(items);
  const isWhole = isBundle && patients.length > 0 && !loose.some(({ reason }) => reason === 'patient_missing');
  const keys = new Set(patients.map(({ patient }) => patientKey(patient as Item)));
  return { file: source.number, isWhole, patients: keys, resources: items.length + refused.length, refused };
}

async function lookAtRows(source: SourceFile): Promise<Sight> {
  const patients = new Set<string>();
  const refusals: Refused[] = [];
  let resources = 0;
  for await (const { item, refused } of readRows(source)) {
    resources += 1;
    if (refused !== null) refusals.push(refused);
    if (item !== null && isPatient(item)) patients.add(patientKey(item));
  }
  return { file: source.number, isWhole: false, patients, resources, refused: refusals };
}

async function readScattered(
  paths: readonly string[],
  whole: ReadonlySet<number>,
  files: number,
  keys: ReadonlySet<string>,
): Promise<Pick<Survey, 'scattered' | 'shared' | 'repeated'>> {
  const shared = createSharedPool();
  let scattered = 0;
  if (whole.size === files) return { scattered, shared, repeated: 0 };
  for await (const source of readSourceFiles(paths)) {
    if (whole.has(source.number)) continue;
    for await (const { item, owner, reason } of readOwned(source, keys)) {
      if (owner !== null) scattered += Buffer.byteLength(item.text);
      if (owner !== null || reason !== null) continue;
      shared.add(item);
      if (shared.bytes() > mostShared) {
        throw new ImportError('source_limits', `resources of no patient exceed ${mostShared} bytes`);
      }
    }
  }
  return { scattered, shared, repeated: shared.repeated() };
}
