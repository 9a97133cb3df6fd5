import { groupByPatient } from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { Refused } from '../report.ts';
import { readSourceFiles, type SourceFile } from '../source/source-files.ts';
import { createAdoption } from './adopt.ts';
import { isPatient, readOwned, type Adopted } from './owners.ts';
import { createPeople, type People } from './people.ts';
import { readParts, type Part, type XmlToJson } from './read-items.ts';
import { createSharedPool, type SharedItems } from './sharing.ts';

/** The result of the first reading: the people, the files that hold whole patients, and the size of the others. */
export type Survey = {
  /** Names of all files, by number; shown, never stored. */
  readonly files: readonly string[];
  readonly people: People;
  /** How many of them. */
  readonly patients: number;
  readonly resources: number;
  /** Numbers of the files each of whose patients stands in no other file. */
  readonly whole: ReadonlySet<number>;
  /** Bytes of text in the other files, but for what is shared. */
  readonly scattered: number;
  /** Resources of nobody in the other files. */
  readonly shared: SharedItems;
  /** How many of those were the same bytes again. */
  readonly repeated: number;
  readonly adopted: Adopted;
  readonly refused: readonly Refused[];
};

/** Resources that belong to no patient stay in memory for the whole run: a few hundred bytes each, even for every practitioner in the country. */
const mostShared = 256 * 1024 * 1024;

type Sight = {
  readonly file: number;
  readonly name: string;
  /** A bundle of patients in which nothing is of a patient who is elsewhere. */
  readonly isWhole: boolean;
  readonly people: ReadonlySet<string>;
  readonly resources: number;
  readonly refused: readonly Refused[];
};

/**
 * Reads the source once, and what is scattered twice or three times, keeping the shared resources and no others.
 *
 * @param report receives the number of files read so far
 * @throws ImportError
 */
export async function survey(
  paths: readonly string[],
  xmlToJson: XmlToJson | null,
  report: (files: number) => void,
): Promise<Survey> {
  const people = createPeople();
  const sights: Sight[] = [];
  for await (const source of readSourceFiles(paths)) {
    sights.push(await lookAtFile(source, people, xmlToJson));
    report(sights.length);
  }
  const filesOf = new Map<string, number>();
  const finalPeople = sights.map((sight) => new Set(Array.from(sight.people, (key) => people.replacementOf(key))));
  for (const one of finalPeople) for (const key of one) filesOf.set(key, (filesOf.get(key) ?? 0) + 1);
  const isAlone = ({ isWhole }: Sight, i: number): boolean =>
    isWhole && Array.from(finalPeople[i] ?? []).every((key) => filesOf.get(key) === 1);
  const whole = new Set(sights.filter(isAlone).map(({ file }) => file));
  return {
    ...{ files: sights.map(({ name }) => name), people, patients: filesOf.size, whole },
    resources: sights.reduce((sum, { resources }) => sum + resources, 0),
    refused: sights.flatMap(({ refused }) => refused),
    ...(await readScattered(paths, { people, whole, files: sights.length, xmlToJson })),
  };
}

async function lookAtFile(source: SourceFile, people: People, xmlToJson: XmlToJson | null): Promise<Sight> {
  const refused: Refused[] = [];
  const seen = new Set<string>();
  let [parts, resources, isWhole] = [0, 0, true];
  for await (const part of readParts(source, xmlToJson)) {
    parts += 1;
    resources += part.items.length + part.refused.length;
    refused.push(...part.refused);
    for (const item of part.items) if (isPatient(item)) seen.add(people.see(item));
    isWhole &&= part.isBundle && isWholePart(part);
  }
  // A file of several parts is brought together, unless it is one bundle.
  return { file: source.number, name: source.name, isWhole: isWhole && parts === 1, people: seen, resources, refused };
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
): Promise<Pick<Survey, 'scattered' | 'shared' | 'repeated' | 'adopted'>> {
  const shared = createSharedPool();
  const adoption = createAdoption(people);
  let scattered = 0;
  if (whole.size === files) return { scattered, shared, repeated: 0, adopted: new Map() };
  for await (const source of readSourceFiles(paths)) {
    if (whole.has(source.number)) continue;
    for await (const { item, owner, reason, isShared } of readOwned(source, people, new Map(), xmlToJson)) {
      if (owner !== null || (reason === null && !isShared)) scattered += Buffer.byteLength(item.text);
      if (owner !== null || reason !== null) continue;
      if (!isShared) adoption.open(item);
      else shared.add(item);
      if (shared.bytes() > mostShared) {
        throw new ImportError('source_limits', `resources of no patient exceed ${mostShared} bytes`);
      }
    }
  }
  if (!adoption.isEmpty()) {
    for await (const source of readSourceFiles(paths)) {
      if (whole.has(source.number)) continue;
      for await (const owned of readOwned(source, people, new Map(), xmlToJson)) adoption.connect(owned);
    }
  }
  return { scattered, shared, repeated: shared.repeated(), adopted: adoption.adopted() };
}
