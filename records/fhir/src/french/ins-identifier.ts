import { parseIns, type InsNature } from '@etanche/core-identifiers';
import { objects, text, type JsonObject } from '../json/json.ts';
import { codesOf, concept, hasCode } from './coding.ts';
import { oids, systems } from './french-urls.ts';

/** A matricule of the national identity: 15 characters with the key, and its nature. */
export interface Ins {
  readonly matricule: string;
  readonly nature: InsNature;
}

const types: Readonly<Record<InsNature, { readonly code: string; readonly use: string; readonly display: string }>> = {
  nir: { code: 'INS-NIR', use: 'official', display: 'NIR définitif' },
  nia: { code: 'INS-NIA', use: 'temp', display: 'NIR temporaire' },
  test: { code: 'INS-NIR-TEST', use: 'official', display: 'NIR de test' },
  demo: { code: 'INS-NIR-DEMO', use: 'official', display: 'NIR de démonstration' },
};
const natures: readonly InsNature[] = ['nir', 'nia', 'test', 'demo'];

/** Identifiers with an OID of INS, except the billing number, which shares one of the OIDs. */
export function insIdentifiers(patient: JsonObject): { readonly index: number; readonly identifier: JsonObject }[] {
  return objects(patient['identifier']).flatMap((identifier, index) =>
    natureOf(identifier) !== null && !isForBilling(identifier) ? [{ index, identifier }] : [],
  );
}

/** The INS in use: not marked old, and valid. */
export function insOf(patient: JsonObject): Ins | null {
  for (const { identifier } of insIdentifiers(patient)) {
    const ins = identifier['use'] === 'old' ? null : readIns(identifier);
    if (ins !== null) return ins;
  }
  return null;
}

/** The matricule of an identifier; null if it is malformed or its key is wrong. */
export function readIns(identifier: JsonObject): Ins | null {
  const parsed = parseIns(text(identifier['value']) ?? '', text(identifier['system']) ?? '');
  if (!parsed.ok) return null;
  const { matricule, nature } = parsed.value;
  const written = (text(identifier['value']) ?? '').replace(/[\s.-]/g, '').toUpperCase();
  // Test identities are issued with wrong keys, which are kept as written.
  const key = String(matricule.key).padStart(2, '0');
  return { matricule: written.length === 15 ? written : `${matricule.canonical}${key}`, nature };
}

export function insIdentifier({ matricule, nature }: Ins): JsonObject {
  const { code, use, display } = types[nature];
  return {
    use,
    type: concept(systems.identifierType, code, display),
    system: `urn:oid:${oids[nature]}`,
    value: matricule,
  };
}

/** The NIR for billing, which is a parent's for a child (HL7 table 0203, NH). */
export function billingIdentifier(nir: string): JsonObject {
  return {
    use: 'official',
    type: concept(systems.hl7IdentifierType, 'NH', 'NIR de facturation'),
    system: `urn:oid:${oids.nir}`,
    value: nir,
  };
}

export function isForBilling(identifier: JsonObject): boolean {
  return hasCode(identifier['type'], systems.hl7IdentifierType, 'NH');
}

export function isType(identifier: JsonObject, code: string): boolean {
  return codesOf(identifier['type']).some((coding) => coding.code === code);
}

function natureOf(identifier: JsonObject): InsNature | null {
  const oid = (text(identifier['system']) ?? '').replace(/^urn:oid:/i, '');
  return natures.find((nature) => oids[nature] === oid) ?? null;
}
