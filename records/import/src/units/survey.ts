import { groupByPatient, patientReferencesOf } from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { Refused } from '../report.ts';
import { readSourceFiles } from '../source/source-files.ts';
import { readItems, type FileItems, type Item } from './read-items.ts';

/**
 * What a first reading tells: which files hold whole patients, and how much the others hold that must be brought together.
 */
export type Survey = {
  readonly files: number;
  readonly patients: number;
  readonly resources: number;
  /** Numbers of the files each of whose patients stands in no other file. */
  readonly whole: ReadonlySet<number>;
  /** Bytes of text in the other files, but for what is shared. */
  readonly scattered: number;
  /** Resources of nobody in the other files. */
  readonly shared: readonly Item[];
  readonly refused: readonly Refused[];
};

/** What is of nobody is held in memory throughout: of a whole country's practitioners, a few hundred bytes each. */
const mostShared = 256 * 1024 * 1024;

type Sight = { readonly file: number; readonly patients: readonly string[]; readonly isWhole: boolean };

/**
 * Reads the source once, keeping of it what is shared and no more.
 *
 * @param report told of each file read
 * @throws ImportError
 */
export async function survey(paths: readonly string[], report: (files: number) => void): Promise<Survey> {
  const sights: Sight[] = [];
  const filesOf = new Map<string, number>();
  const refused: Refused[] = [];
  let resources = 0;
  for await (const source of readSourceFiles(paths)) {
    const content = await readItems(source);
    refused.push(...content.refused);
    resources += content.items.length + content.refused.length;
    const sight = look(content);
    sights.push(sight);
    for (const patient of new Set(sight.patients)) filesOf.set(patient, (filesOf.get(patient) ?? 0) + 1);
    report(sights.length);
  }
  const isAlone = ({ isWhole, patients }: Sight): boolean => isWhole && patients.every((id) => filesOf.get(id) === 1);
  const whole = new Set(sights.filter(isAlone).map(({ file }) => file));
  const rest = await readScattered(paths, whole, sights.length);
  return { files: sights.length, patients: filesOf.size, resources, whole, refused, ...rest };
}

/** A bundle of patients in which nothing is of a patient who is elsewhere. */
function look({ file, isBundle, items }: FileItems): Sight {
  const { patients, loose } = groupByPatient(items);
  const isWhole = isBundle && patients.length > 0 && !loose.some(({ reason }) => reason === 'patient_missing');
  return { file, isWhole, patients: patients.map(({ patient }) => patientKey(patient as Item)) };
}

async function readScattered(
  paths: readonly string[],
  whole: ReadonlySet<number>,
  files: number,
): Promise<Pick<Survey, 'scattered' | 'shared'>> {
  const shared: Item[] = [];
  let [scattered, sharedBytes] = [0, 0];
  if (whole.size === files) return { scattered, shared };
  for await (const source of readSourceFiles(paths)) {
    if (whole.has(source.number)) continue;
    for (const item of (await readItems(source)).items) {
      if (ownerKey(item) !== null) {
        scattered += item.text.length;
        continue;
      }
      shared.push(item);
      sharedBytes += item.text.length;
      if (sharedBytes > mostShared) {
        throw new ImportError('source_limits', `resources of no patient exceed ${mostShared} bytes`);
      }
    }
  }
  return { scattered, shared };
}

/** By what the resources of other files name a patient. */
export function patientKey({ resource, fullUrl }: Pick<Item, 'resource' | 'fullUrl'>): string {
  const { id } = resource;
  return typeof id === 'string' ? id : (fullUrl ?? '');
}

/** The key of the patient whose a resource is, as far as it says itself; null for what is shared or connected otherwise. */
export function ownerKey(item: Item): string | null {
  if (item.resource.resourceType === 'Patient') return patientKey(item);
  const [reference] = patientReferencesOf(item.resource);
  if (reference === undefined || reference.startsWith('#')) return null;
  return /Patient\/([^/]+)/.exec(reference)?.[1] ?? reference.replace(/^urn:(?:uuid|oid):/, '');
}
