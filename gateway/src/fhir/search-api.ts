import type { PatientFile, RecordsData } from '@etanche/records-client';
import type { Card } from '@etanche/records-fhir';
import { readApiId } from './api-id.ts';
import { ApiProblem } from './outcome.ts';
import { outward } from './translate.ts';

/** Parameters of a search, as they were sent; one name may occur once. */
export type SearchParameters = ReadonlyMap<string, string>;

const mostEntries = 1000;
/** Parameters that change nothing here. */
const neutral: ReadonlySet<string> = new Set(['_format', '_pretty']);
const ofPatients: ReadonlySet<string> = new Set([
  ...neutral,
  '_id',
  'identifier',
  'name',
  'family',
  'given',
  'birthdate',
  'phone',
  'telecom',
]);
const ofOthers: ReadonlySet<string> = new Set([...neutral, '_id', 'patient', 'subject']);

/** @throws ApiProblem `parameter_unknown` for one that is unknown, repeated, or has a modifier */
export function readParameters(query: Readonly<Record<string, unknown>>, type: string): SearchParameters {
  const known = type === 'Patient' ? ofPatients : ofOthers;
  const read = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    // To ignore a parameter would answer another question than the one that was asked.
    if (!known.has(name) || typeof value !== 'string') throw new ApiProblem('parameter_unknown');
    if (!neutral.has(name) && value.trim() !== '') read.set(name, value.trim());
  }
  return read;
}

export function parameterNames(type: string): readonly string[] {
  return Array.from(type === 'Patient' ? ofPatients : ofOthers).filter((name) => !neutral.has(name));
}

/**
 * Searches patients by what the sealed index has: a number, a telephone, names with a birth date. Costs one unit of
 * `search`; no file is opened, so that the entries have only what a card shows.
 *
 * @returns texts of Patients
 * @throws ApiProblem `search_incomplete`, `too_many_found`; DataError
 */
export async function searchPatients(data: RecordsData, parameters: SearchParameters): Promise<string[]> {
  const id = parameters.get('_id');
  if (id !== undefined) return [];
  const number = parameters.get('identifier')?.split('|').at(-1);
  const phone = parameters.get('phone') ?? parameters.get('telecom')?.split('|').at(-1);
  const names = ['name', 'family', 'given'].flatMap((name) => parameters.get(name) ?? []);
  const birthDate = parameters.get('birthdate')?.replace(/^eq/, '');
  const words = [
    ...(number === undefined ? [] : [number]),
    ...(phone === undefined ? [] : [phone]),
    ...names,
    birthDate,
  ];
  const asked = words.filter((word) => word !== undefined).join(' ');
  if (asked === '') throw new ApiProblem('search_incomplete');
  const answer = await data.patients.search(asked);
  if (answer.answer === 'say_more') throw new ApiProblem('search_incomplete');
  if (answer.answer === 'too_many') throw new ApiProblem('too_many_found');
  return answer.answer === 'not_found'
    ? []
    : answer.cards.map(({ scope, card }) => JSON.stringify(patientOf(scope, card)));
}

function patientOf(scope: string, { familyNames, usedName, givenNames, sex, birthDate }: Card): object {
  const [family] = familyNames;
  return {
    ...{ resourceType: 'Patient', id: scope },
    meta: { tag: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }] },
    name: [
      {
        use: 'official',
        ...(family !== undefined && { family }),
        ...(givenNames.length > 0 && { given: [...givenNames] }),
      },
      ...(usedName === null ? [] : [{ use: 'usual', family: usedName }]),
    ],
    gender: sex,
    ...(birthDate !== null && { birthDate }),
  };
}

/**
 * The scope whose file a search of another type needs.
 *
 * @throws ApiProblem `search_incomplete` without a patient, `parameter_unknown` for two
 */
export function searchedScope(parameters: SearchParameters): string {
  if (parameters.has('patient') && parameters.has('subject')) throw new ApiProblem('parameter_unknown');
  const named = parameters.get('patient') ?? parameters.get('subject') ?? '';
  const place = readApiId(named.replace(/^Patient\//, ''));
  const byId = readApiId(parameters.get('_id') ?? '');
  const scope = place?.scope ?? byId?.scope;
  if (scope === undefined) throw new ApiProblem('search_incomplete');
  return scope;
}

/** @returns texts of the resources of a type in a file @throws ApiProblem `too_many_found` */
export function searchFile(file: PatientFile, type: string, parameters: SearchParameters): string[] {
  const wanted = readApiId(parameters.get('_id') ?? '');
  const found = file
    .resources()
    .filter(({ id, resource }) => resource.resourceType === type && (wanted === null || wanted.record === id));
  if (found.length > mostEntries) throw new ApiProblem('too_many_found');
  return found.map((each) => outward(file, each));
}
