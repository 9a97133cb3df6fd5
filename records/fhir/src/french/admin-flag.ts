import type { JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { codesOf, concept } from './coding.ts';
import { systems } from './french-urls.ts';

/** Lasting facts about a patient for the reception, with their French names. There is no free text. */
export const adminFlags = {
  interpreter: 'Interprète',
  wheelchair: 'Fauteuil roulant',
  accompanied: 'Accompagné',
  home_visit: 'À domicile',
  guardianship: 'Tutelle',
  curatorship: 'Curatelle',
  family_mandate: 'Habilitation familiale',
  court_protection: 'Sauvegarde de justice',
  future_mandate: 'Mandat de protection future',
} as const;

export type AdminFlag = keyof typeof adminFlags;

/** Legal protection of an adult (Code civil, art. 425 to 494-12). A person has one at most. */
export const protectionMeasures = [
  'guardianship',
  'curatorship',
  'family_mandate',
  'court_protection',
  'future_mandate',
] as const satisfies readonly AdminFlag[];

/** Builds a Flag of the category `admin`, which the reception reads. @param start `YYYY-MM-DD` */
export function buildAdminFlag(id: string, patient: string, flag: AdminFlag, start: string): Resource {
  return {
    ...{ resourceType: 'Flag', id, status: 'active' },
    category: [concept('http://terminology.hl7.org/CodeSystem/flag-category', 'admin', 'Administratif')],
    code: concept(systems.adminFlag, flag, adminFlags[flag]),
    subject: { reference: patient },
    period: { start },
  };
}

/** Null for a Flag of another kind, and for one that is no longer active. */
export function readAdminFlag(flag: JsonObject): AdminFlag | null {
  if (flag['resourceType'] !== 'Flag' || flag['status'] !== 'active') return null;
  for (const { system, code } of codesOf(flag['code'])) {
    if (system === systems.adminFlag && code !== null && Object.hasOwn(adminFlags, code)) return code as AdminFlag;
  }
  return null;
}
