import { parseNir } from '@etanche/core-identifiers';

type Fields = Readonly<Record<string, unknown>>;

/** The systems of the national identifier (INS): NIR, NIA, and those for tests and demonstrations. */
const national = /1\.2\.250\.1\.213\.1\.4\.\d+|insi?-nir|social-?security/i;

/**
 * A FHIR Patient (R4) with identifiers, names and telecoms in separate columns by kind; other elements are unchanged.
 */
export function unfoldPatient(patient: Fields): object {
  const { identifier, telecom, name, ...rest } = patient;
  const identifiers = listOf(identifier);
  const isNational = (one: Fields): boolean =>
    national.test(String(one['system'])) || parseNir(String(one['value'])).ok;
  const values = (list: readonly Fields[]): string[] =>
    list.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const telecoms = listOf(telecom);
  const bySystem = (...systems: string[]): string[] =>
    values(telecoms.filter(({ system }) => systems.includes(String(system))));
  const names = listOf(name).filter(({ use }) => use !== 'old');
  // ANS and IHE: `official` is the name in the civil register, `usual` the used name.
  const official = names.filter(({ use }) => use === 'official' || use === 'maiden');
  const others = names.filter((one) => !official.includes(one));
  const families = (list: readonly Fields[]): string[] =>
    list.flatMap(({ family }) => (typeof family === 'string' ? [family] : []));
  const [first] = [...official, ...names];
  return {
    nir: values(identifiers.filter(isNational)),
    ipp: values(identifiers.filter((one) => !isNational(one))),
    ...(official.length > 0
      ? { birthName: families(official), usedName: families(others) }
      : { familyName: families(names) }),
    givenNames: first?.['given'],
    fullName: first !== undefined && first['family'] === undefined ? first['text'] : undefined,
    phone: bySystem('phone', 'sms', 'fax'),
    email: bySystem('email'),
    ...rest,
  };
}

function listOf(value: unknown): readonly Fields[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is Fields => typeof one === 'object' && one !== null);
}
