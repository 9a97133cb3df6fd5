import { foldName, readPatient, type Resource } from '@etanche/records-fhir';

/**
 * Whether two Patients of one id cannot be one person: other birth dates, other sexes, or other names where the birth dates
 * do not tell. Then nobody knows whose the resources of that id are. A name alone may have changed by marriage.
 */
export function contradict(one: Resource, other: Resource): boolean {
  const [a, b] = [readPatient(one), readPatient(other)];
  if (known(a.sex) && known(b.sex) && a.sex !== b.sex) return true;
  if (a.birthDate !== null && b.birthDate !== null) return !agree(a.birthDate, b.birthDate);
  const [family, otherFamily] = [a, b].map(({ birthFamilyName }) => foldName(birthFamilyName ?? ''));
  return family !== otherFamily;
}

function known(sex: string): boolean {
  return sex === 'male' || sex === 'female';
}

/** `1956` is what is known of `1956-03-12`. */
function agree(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
