import { groupByPatient } from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { Refusal } from '../report.ts';
import { readSourceFiles, type SourceFile } from '../source/source-files.ts';
import { createConnectedOwners } from './connected-owners.ts';
import { isPatient, readOwned, type OwnersByPosition } from './owners.ts';
import { createPeople, type People } from './people.ts';
import { readParts, type Part, type XmlToJson } from './read-items.ts';
import { createSharedPool, type SharedItems } from './sharing.ts';

/** The result of the first reading: the people, the files that contain whole patients, and the size of the others. */
export type Survey = {
  /** Names of all files, by number. They are displayed and never stored. */
  readonly files: readonly string[];
  readonly people: People;
  /** Number of people. */
  readonly patients: number;
  readonly resources: number;
  /** Numbers of the files whose patients are in no other file. */
  readonly whole: ReadonlySet<number>;
  /** Bytes of text in the other files, without shared resources. */
  readonly scatteredBytes: number;
  /** Resources in the other files that belong to no patient. */
  readonly shared: SharedItems;
  /** Number of shared resources whose exact bytes occurred before. */
  readonly repeated: number;
  /** Owners of resources in the other files that name no patient. */
  readonly connected: OwnersByPosition;
  readonly refused: readonly Refusal[];
};

/**
 * Maximum bytes of resources that belong to no patient, which are in memory for the whole run. Each has a few hundred
 * bytes, so all practitioners of a country fit.
 */
const mostShared = 256 * 1024 * 1024;

type SurveyedFile = {
  readonly file: number;
  readonly name: string;
  /** Whether the file is one bundle of patients whose resources all belong to them. */
  readonly isWhole: boolean;
  readonly people: ReadonlySet<string>;
  readonly resources: number;
  readonly refused: readonly Refusal[];
};

/**
 * Reads the source once, and the files that do not contain whole patients up to three times. Only shared resources stay
 * in memory.
 *
 * @param report receives the number of files read so far
 * @throws ImportError
 */
export async function surveySource(
  paths: readonly string[],
  xmlToJson: XmlToJson | null,
  report: (files: number) => void,
): Promise<Survey> {
  const people = createPeople();
  const surveyed: SurveyedFile[] = [];
  for await (const source of readSourceFiles(paths)) {
    surveyed.push(await surveyFile(source, people, xmlToJson));
    report(surveyed.length);
  }
  const fileCounts = new Map<string, number>();
  const finalPeople = surveyed.map((file) => new Set(Array.from(file.people, (key) => people.replacementOf(key))));
  for (const keys of finalPeople) for (const key of keys) fileCounts.set(key, (fileCounts.get(key) ?? 0) + 1);
  const hasWholePatients = ({ isWhole }: SurveyedFile, i: number): boolean =>
    isWhole && Array.from(finalPeople[i] ?? []).every((key) => fileCounts.get(key) === 1);
  const whole = new Set(surveyed.filter(hasWholePatients).map(({ file }) => file));
  return {
    ...{ files: surveyed.map(({ name }) => name), people, patients: fileCounts.size, whole },
    resources: surveyed.reduce((sum, { resources }) => sum + resources, 0),
    refused: surveyed.flatMap(({ refused }) => refused),
    ...(await readScattered(paths, { people, whole, files: surveyed.length, xmlToJson })),
  };
}

async function surveyFile(source: SourceFile, people: People, xmlToJson: XmlToJson | null): Promise<SurveyedFile> {
  const refused: Refusal[] = [];
  const keys = new Set<string>();
  let [parts, resources, isWhole] = [0, 0, true];
  for await (const part of readParts(source, xmlToJson)) {
    parts += 1;
    resources += part.items.length + part.refused.length;
    refused.push(...part.refused);
    for (const item of part.items) if (isPatient(item)) keys.add(people.add(item));
    isWhole &&= part.isBundle && isWholePart(part);
  }
  return { file: source.number, name: source.name, isWhole: isWhole && parts === 1, people: keys, resources, refused };
}

function isWholePart({ items }: Part): boolean {
  const { patients, loose } = groupByPatient(items);
  return patients.length > 0 && !loose.some(({ reason }) => reason === 'patient_missing');
}

type Reading = {
  readonly people: People;
  readonly whole: ReadonlySet<number>;
  readonly files: number;
  readonly xmlToJson: XmlToJson | null;
};

async function readScattered(
  paths: readonly string[],
  { people, whole, files, xmlToJson }: Reading,
): Promise<Pick<Survey, 'scatteredBytes' | 'shared' | 'repeated' | 'connected'>> {
  const shared = createSharedPool();
  const connections = createConnectedOwners(people);
  let scatteredBytes = 0;
  if (whole.size === files) return { scatteredBytes, shared, repeated: 0, connected: new Map() };
  for await (const source of readSourceFiles(paths)) {
    if (whole.has(source.number)) continue;
    for await (const { item, owner, reason, isShared } of readOwned(source, people, new Map(), xmlToJson)) {
      if (owner !== null || (reason === null && !isShared)) scatteredBytes += Buffer.byteLength(item.text);
      if (owner !== null || reason !== null) continue;
      if (!isShared) connections.addUnowned(item);
      else shared.add(item);
      if (shared.bytes() > mostShared) {
        throw new ImportError('source_limits', `resources that belong to no patient exceed ${mostShared} bytes`);
      }
    }
  }
  if (!connections.isEmpty()) {
    for await (const source of readSourceFiles(paths)) {
      if (whole.has(source.number)) continue;
      for await (const owned of readOwned(source, people, new Map(), xmlToJson)) connections.addOwned(owned);
    }
  }
  return { scatteredBytes, shared, repeated: shared.repeated(), connected: connections.owners() };
}
