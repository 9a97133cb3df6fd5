import { parseIns } from '@etanche/core-identifiers';
import { readNir } from '../results/read-nir.ts';
import { readSex } from '../results/read-sex.ts';
import { unknownIdentity, type SentIdentity } from '../results/sent-identity.ts';
import { readHl7Time } from '../results/sent-time.ts';
import { componentsOf, repetitionsOf, type Delimiters, type Segment } from '../segments/segment.ts';
import { textOrNull } from '../text/clean-text.ts';

/** Reads a segment PID with the French extensions of names, of the birth place and of the identity's status. */
export function readHl7Patient({ fields }: Segment, delimiters: Delimiters): SentIdentity {
  const names = repetitionsOf(fields[5], delimiters).map((one) => componentsOf(one, delimiters));
  const identifiers = repetitionsOf(fields[3], delimiters).map((one) => readIdentifier(one, delimiters));
  const isProvisional = isProvisionalStatus(fields[32], delimiters);
  const ins = isProvisional ? null : (identifiers.find((one) => one.ins !== null)?.ins ?? null);
  const social = readNir(componentsOf(fields[19], delimiters)[0] ?? '');
  const birth = names.find((name) => name[6] === 'L') ?? names.find((name) => name[6] === 'M');
  const used = names.find((name) => name[6] === 'D');
  const other = names.find((name) => name !== birth && name !== used);
  const given = birth ?? other ?? used ?? [];
  return {
    ...unknownIdentity,
    birthFamilyName: textOrNull(birth?.[0]),
    usedFamilyName: textOrNull(used?.[0]),
    familyName: birth === undefined ? textOrNull(other?.[0]) : null,
    givenNames: [given[1], given[2]].flatMap((name) => textOrNull(name) ?? []),
    birthDate: readHl7Time(componentsOf(fields[7], delimiters)[0] ?? '')?.slice(0, 10) ?? null,
    sex: readSex(fields[8] ?? ''),
    birthPlace: birthPlaceOf(fields[11], delimiters),
    ins,
    nir: identifiers.find((one) => one.nir !== null && (one.ins === null || isProvisional))?.nir ?? social,
    localIds: identifiers.flatMap(({ local }) => local ?? []),
  };
}

interface Identifier {
  readonly ins: SentIdentity['ins'];
  readonly nir: SentIdentity['nir'];
  readonly local: SentIdentity['localIds'][number] | null;
}

/** CX: number, check digit, scheme, authority (name & OID & ISO), type. */
function readIdentifier(one: string, delimiters: Delimiters): Identifier {
  const raw = one.split(delimiters.component);
  const [number = '', , , , type = ''] = componentsOf(one, delimiters);
  const [name = '', oid = ''] = (raw[3] ?? '').split(delimiters.subcomponent);
  const none = { ins: null, nir: null, local: null };
  const value = number.trim();
  if (value === '') return none;
  const parsed = parseIns(value, oid);
  if (parsed.ok) {
    const { matricule, nature } = parsed.value;
    const written = value.replace(/[\s.-]/g, '').toUpperCase();
    const key = String(matricule.key).padStart(2, '0');
    const nir = { number: matricule.canonical, key: matricule.keyGiven ? written.slice(13) : null };
    // ANS issued test identities with wrong keys, which stay as written.
    return {
      ins: { matricule: written.length === 15 ? written : `${matricule.canonical}${key}`, nature },
      nir,
      local: null,
    };
  }
  if (/^(?:NH|SS|NNFRA|INS|INS-NIR)$/i.test(type.trim())) return { ...none, nir: readNir(value) };
  return { ...none, local: { system: textOrNull(oid === '' ? name : `urn:oid:${oid}`), value } };
}

/** PID-32 of the French extension. Only a validated identity has a matricule that others may rely on (RNIV). */
function isProvisionalStatus(field: string | undefined, delimiters: Delimiters): boolean {
  const codes = repetitionsOf(field, delimiters).map((one) => (componentsOf(one, delimiters)[0] ?? '').toUpperCase());
  return codes.length > 0 && !codes.some((code) => code === 'VALI' || code === 'QUAL' || code === 'RECUP');
}

/** The address of type BDL (birth delivery location) has the INSEE code as its county or postal code. */
function birthPlaceOf(field: string | undefined, delimiters: Delimiters): string | null {
  const addresses = repetitionsOf(field, delimiters).map((one) => componentsOf(one, delimiters));
  const birth = addresses.find((address) => address[6] === 'BDL' || address[6] === 'N');
  return (
    [birth?.[8], birth?.[4]]
      .map((code) => (code ?? '').trim().toUpperCase())
      .find((code) => /^\d[\dAB]\d{3}$/.test(code)) ?? null
  );
}
