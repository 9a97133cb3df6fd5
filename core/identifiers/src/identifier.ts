import { nameForms } from './name/name-forms.ts';

const NIR = /^\d{5}(?:\d\d|2[AB])\d{6}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const NAME = /^\p{L}+$/u;

/**
 * The identifier of the Check kind `nir`: `<13 characters>/<yyyy-mm-dd>`, or `<13 characters>/` if the file has no
 * birth date. Both arguments are canonical forms; anything else throws a RangeError, since no lookup would ever match
 * it.
 */
export function nirIdentifier(nir13: string, birthDate: string): string {
  if (!NIR.test(nir13)) throw new RangeError(`nir13 is not canonical (${nir13.length} characters)`);
  if (birthDate !== '') checkBirthDate(birthDate);
  return `${nir13}/${birthDate}`;
}

/** The identifier of the Check kind `person`: `<FAMILY>/<GIVEN>/<yyyy-mm-dd>`, from canonical forms only. */
export function personIdentifier(family: string, given: string, birthDate: string): string {
  checkName(family, 'family');
  checkName(given, 'given');
  checkBirthDate(birthDate);
  return `${family}/${given}/${birthDate}`;
}

/** The `person` identifiers of all forms of a name, for the import. */
export function personIdentifiers(
  name: { birthName?: string; usedName?: string; given: string },
  birthDate: string,
): string[] {
  checkBirthDate(birthDate);
  return nameForms(name).map((form) => `${form}/${birthDate}`);
}

function checkName(name: string, field: string): void {
  if (!NAME.test(name) || name !== name.toUpperCase()) {
    throw new RangeError(`${field} is not canonical (${name.length} characters)`);
  }
}

function checkBirthDate(birthDate: string): void {
  if (!DATE.test(birthDate)) throw new RangeError(`birthDate is not canonical (${birthDate.length} characters)`);
}
