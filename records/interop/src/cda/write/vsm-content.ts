import {
  isObject,
  noKnownAllergyOf,
  objects,
  synthesisOf,
  text,
  type JsonObject,
  type ViewSource,
} from '@etanche/records-fhir';

/** LOINC codes of tobacco and alcohol, in which the application records habits. */
const habits: readonly string[] = ['72166-2', '74013-4'];

/**
 * Whether a file has anything for the sections of a VSM, which has no place for vaccines, results and prescriptions
 * that are not continuous.
 */
export function hasVsmContent(sources: readonly ViewSource[]): boolean {
  const { entries, treatments } = synthesisOf(sources);
  return (
    entries.some(({ isInError }) => !isInError) ||
    treatments.length > 0 ||
    noKnownAllergyOf(sources).length > 0 ||
    sources.some(({ resource }) => isHabit(resource))
  );
}

/** True for a way of life that nobody marked as an error. */
export function isHabit(resource: JsonObject): boolean {
  const isCoded =
    isObject(resource['code']) &&
    objects(resource['code']['coding']).some(({ code }) => habits.includes(text(code) ?? ''));
  return resource['resourceType'] === 'Observation' && isCoded && resource['status'] !== 'entered-in-error';
}
