import { groupByPatient } from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { Refusal } from '../report.ts';
import { readSourceFiles, type SourceFile } from '../source/source-files.ts';
import { createConnectedOwners } from './connected-owners.ts';
import { createKeptParts, keptOwners, type KeptOwned, type KeptPart, type KeptParts } from './kept-parts.ts';
import { isPatient, readOwned, type OwnedItem, type OwnersByPosition } from './owners.ts';
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
  /** The resources in the other files in their order, if all texts fit in memory; null: they have to be read again. */
  readonly kept: readonly KeptOwned[] | null;
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
 * Reads the source once. The resources of files that do not contain whole patients stay in memory if their texts fit;
 * otherwise these files are read up to three times, and only shared resources stay.
 *
 * @param memoryBytes greatest number of bytes of text in memory
 * @param report receives the number of files read so far
 * @throws ImportError
 */
export async function surveySource(
  paths: readonly string[],
  memoryBytes: number,
  xmlToJson: XmlToJson | null,
  report: (files: number) => void,
): Promise<Survey> {
  const people = createPeople();
  const kept = createKeptParts(memoryBytes);
  const surveyed: SurveyedFile[] = [];
  for await (const source of readSourceFiles(paths)) {
    surveyed.push(await surveyFile(source, people, kept, xmlToJson));
    report(surveyed.length);
  }
  const fileCounts = new Map<string, number>();
  const finalPeople = surveyed.map((file) => new Set(Array.from(file.people, (key) => people.replacementOf(key))));
  for (const keys of finalPeople) for (const key of keys) fileCounts.set(key, (fileCounts.get(key) ?? 0) + 1);
  const hasWholePatients = ({ isWhole }: SurveyedFile, i: number): boolean =>
    isWhole && Array.from(finalPeople[i] ?? []).every((key) => fileCounts.get(key) === 1);
  const whole = new Set(surveyed.filter(hasWholePatients).map(({ file }) => file));
  // A bundle that looked whole was not kept: another file has the same patient.
  const isComplete = surveyed.every(({ file, isWhole }) => !isWhole || whole.has(file));
  const parts = isComplete ? kept.all() : null;
  return {
    ...{ files: surveyed.map(({ name }) => name), people, patients: fileCounts.size, whole },
    resources: surveyed.reduce((sum, { resources }) => sum + resources, 0),
    refused: surveyed.flatMap(({ refused }) => refused),
    ...(await readScattered(paths, { people, whole, files: surveyed.length, parts, xmlToJson })),
  };
}

async function surveyFile(
  source: SourceFile,
  people: People,
  kept: KeptParts,
  xmlToJson: XmlToJson | null,
): Promise<SurveyedFile> {
  const refused: Refusal[] = [];
  const keys = new Set<string>();
  let [parts, resources, isWhole] = [0, 0, true];
  let first: Part | null = null;
  for await (const part of readParts(source, xmlToJson)) {
    parts += 1;
    resources += part.items.length + part.refused.length;
    refused.push(...part.refused);
    for (const item of part.items) if (isPatient(item)) keys.add(people.add(item));
    isWhole &&= part.isBundle && isWholePart(part);
    if (isWhole && parts === 1) first = part;
    else {
      if (first !== null) kept.add(first);
      first = null;
      kept.add(part);
    }
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
  /** Null: the source has to be read again. */
  readonly parts: readonly KeptPart[] | null;
  readonly xmlToJson: XmlToJson | null;
};

async function readScattered(
  paths: readonly string[],
  reading: Reading,
): Promise<Pick<Survey, 'scatteredBytes' | 'shared' | 'repeated' | 'connected' | 'kept'>> {
  const { people, whole, files, parts } = reading;
  const shared = createSharedPool();
  const connections = createConnectedOwners(people);
  const kept: KeptOwned[] = [];
  let scatteredBytes = 0;
  if (whole.size === files) return { scatteredBytes, shared, repeated: 0, connected: new Map(), kept: null };
  for await (const { item, owner, isSettled, reason, isShared, kept: one } of readAgain(paths, reading)) {
    if (one !== undefined) kept.push({ kept: one, owner, isSettled, reason, isShared });
    if (owner !== null || (reason === null && !isShared)) scatteredBytes += Buffer.byteLength(item.text);
    if (owner !== null || reason !== null) continue;
    if (!isShared) connections.addUnowned(item);
    else shared.add(item);
    if (shared.bytes() > mostShared) {
      throw new ImportError('source_limits', `resources that belong to no patient exceed ${mostShared} bytes`);
    }
  }
  if (!connections.isEmpty()) for await (const owned of readAgain(paths, reading)) connections.addOwned(owned);
  const owners = { shared, repeated: shared.repeated(), connected: connections.owners() };
  return { scatteredBytes, ...owners, kept: parts === null ? null : kept };
}

/** Yields the resources of files that do not contain whole patients. */
async function* readAgain(
  paths: readonly string[],
  { people, whole, parts, xmlToJson }: Reading,
): AsyncGenerator<OwnedItem & Partial<KeptOwned>> {
  if (parts !== null) {
    for (const part of parts) yield* keptOwners(part, people);
    return;
  }
  for await (const source of readSourceFiles(paths)) {
    if (!whole.has(source.number)) yield* readOwned(source, people, new Map(), xmlToJson);
  }
}
