import { defined, objects, text, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { codesOf, concept } from './coding.ts';
import { systems } from './french-urls.ts';
import { billingIdentifier, isForBilling } from './ins-identifier.ts';

/** Relations of a person to a patient (HL7 RoleCode). */
export const relations = {
  FTH: 'Père',
  MTH: 'Mère',
  PRN: 'Parent',
  SPS: 'Conjoint',
  CHILD: 'Enfant',
  SIB: 'Frère ou sœur',
  GUARD: 'Tuteur ou curateur',
  SUBSCR: 'Assuré',
  ECON: 'Personne à prévenir',
  HPOWATT: 'Personne de confiance',
  FAMMEMB: 'Membre de la famille',
} as const;

type Relation = keyof typeof relations;

export interface RelatedPersonFacts {
  readonly relations: readonly Relation[];
  readonly familyName: string;
  readonly givenName: string | null;
  readonly birthDate: string | null;
  readonly phone: string | null;
  /** The NIR of an insured person. */
  readonly nir: string | null;
}

export function buildRelatedPerson(id: string, patient: string, facts: RelatedPersonFacts): Resource {
  return {
    resourceType: 'RelatedPerson',
    ...defined({
      id,
      identifier: facts.nir === null ? undefined : [billingIdentifier(facts.nir)],
      patient: { reference: patient },
      relationship: facts.relations.map((code) => concept(systems.roleCode, code, relations[code])),
      name: [defined({ family: facts.familyName, given: facts.givenName === null ? undefined : [facts.givenName] })],
      telecom: facts.phone === null ? undefined : [{ system: 'phone', value: facts.phone }],
      birthDate: facts.birthDate ?? undefined,
    }),
  };
}

export function readRelatedPerson(person: JsonObject): RelatedPersonFacts {
  const [name = {}] = objects(person['name']);
  const codes = objects(person['relationship']).flatMap((one) => codesOf(one));
  const phone = objects(person['telecom']).find((one) => one['system'] === 'phone');
  const given = Array.isArray(name['given']) ? name['given'][0] : undefined;
  return {
    relations: codes.flatMap(({ code }) => (code !== null && isRelation(code) ? [code] : [])),
    familyName: text(name['family']) ?? text(name['text']) ?? '',
    givenName: text(given),
    birthDate: text(person['birthDate']),
    phone: text(phone?.['value']),
    nir: text(objects(person['identifier']).find(isForBilling)?.['value']),
  };
}

function isRelation(code: string): code is Relation {
  return Object.hasOwn(relations, code);
}
