import type { VaccineRoute, VaccineSite } from '@etanche/records-fhir';
import { cdaOids } from './cda-oids.ts';
import type { CdaCode } from './cda-types.ts';

/** Routes by their codes of the EDQM, as French documents write them. */
export const edqmRoutes: Readonly<Record<VaccineRoute, string>> = {
  IM: '20035000',
  SC: '20066000',
  ID: '20030000',
  PO: '20053000',
};

/** Our sites with their codes of SNOMED CT. ActSite of HL7 V3 has our own codes for them. */
const snomedSites: Readonly<Record<VaccineSite, string>> = {
  LA: '368208006',
  RA: '368209003',
  LT: '61396006',
  RT: '11207009',
  BU: '46862004',
};

const routes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [cdaOids.route]: edqmRoutes,
  [cdaOids.routeHl7]: { IM: 'IM', SC: 'SQ', ID: 'IDINJ', PO: 'PO' },
};
const sites: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [cdaOids.site]: Object.fromEntries(Object.keys(snomedSites).map((site) => [site, site])),
  [cdaOids.snomed]: snomedSites,
};

/** Null for a code of another system, or of another route. */
export function routeOfCode(code: CdaCode): VaccineRoute | null {
  return keyOf(routes, code) as VaccineRoute | null;
}

/** Null for a code of another system, or of a place that our list does not have. */
export function siteOfCode(code: CdaCode): VaccineSite | null {
  return keyOf(sites, code) as VaccineSite | null;
}

function keyOf(systems: typeof routes, { system, code }: CdaCode): string | null {
  const known = Object.hasOwn(systems, system) ? Object.entries(systems[system] ?? {}) : [];
  return known.find(([, of]) => of === code)?.[0] ?? null;
}
