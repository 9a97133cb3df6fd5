import { cdaOids } from './cda-oids.ts';

/** Code systems that FHIR names by a URL of their own. */
const systems: Readonly<Record<string, string>> = {
  'http://loinc.org': cdaOids.loinc,
  'http://snomed.info/sct': cdaOids.snomed,
  'http://hl7.org/fhir/sid/icd-10': cdaOids.icd10,
  'http://www.whocc.no/atc': cdaOids.atc,
  'http://hl7.org/fhir/sid/cvx': cdaOids.cvx,
};

/** The OID of a code system of FHIR; null if it has none. */
export function oidOfSystem(system: string): string | null {
  if (Object.hasOwn(systems, system)) return systems[system] ?? null;
  return /^urn:oid:(\d+(?:\.\d+)+)$/i.exec(system)?.[1] ?? null;
}

/** The URL of a code system in FHIR; null for one that has no OID, least of all one of ours. */
export function systemOfOid(oid: string): string | null {
  const url = Object.keys(systems).find((system) => systems[system] === oid);
  return url ?? (/^[0-2](?:\.\d+)+$/.test(oid) ? `urn:oid:${oid}` : null);
}
