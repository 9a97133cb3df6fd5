import { defined, objects, text, without, type JsonObject } from '../json/json.ts';
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

export type Relation = keyof typeof relations;

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

/** The RelatedPerson with other facts; everything else in it stays. Its identifiers are not edited. */
export function editRelatedPerson(person: JsonObject, facts: Omit<RelatedPersonFacts, 'nir'>): Resource {
  const before = readRelatedPerson(person);
  const [name = {}, ...otherNames] = objects(person['name']);
  const sameName = before.familyName === facts.familyName && before.givenName === facts.givenName;
  const given = facts.givenName === null ? undefined : [facts.givenName];
  const phones = objects(person['telecom']);
  const at = phones.findIndex((one) => one['system'] === 'phone');
  const others = phones.filter((_, i) => i !== at);
  const phone = facts.phone === null ? [] : [{ ...(phones[at] ?? { system: 'phone' }), value: facts.phone }];
  const sameRelations = before.relations.join() === facts.relations.join();
  const unknown = objects(person['relationship']).filter((one) => !codesOf(one).some(({ code }) => isKnown(code)));
  const telecom = [...phone, ...others];
  return {
    ...defined({
      ...person,
      relationship: sameRelations
        ? person['relationship']
        : [...facts.relations.map((code) => concept(systems.roleCode, code, relations[code])), ...unknown],
      name: sameName
        ? person['name']
        : [defined({ ...without(name, 'text'), family: facts.familyName, given }), ...otherNames],
      telecom: before.phone === facts.phone ? person['telecom'] : telecom.length === 0 ? undefined : telecom,
      birthDate: facts.birthDate ?? undefined,
    }),
    resourceType: 'RelatedPerson',
  };
}

export function readRelatedPerson(person: JsonObject): RelatedPersonFacts {
  const [name = {}] = objects(person['name']);
  const codes = objects(person['relationship']).flatMap((one) => codesOf(one));
  const phone = objects(person['telecom']).find((one) => one['system'] === 'phone');
  const given = Array.isArray(name['given']) ? name['given'][0] : undefined;
  return {
    relations: codes.flatMap(({ code }) => (isKnown(code) ? [code] : [])),
    familyName: text(name['family']) ?? text(name['text']) ?? '',
    givenName: text(given),
    birthDate: text(person['birthDate']),
    phone: text(phone?.['value']),
    nir: text(objects(person['identifier']).find(isForBilling)?.['value']),
  };
}

function isKnown(code: string | null): code is Relation {
  return code !== null && Object.hasOwn(relations, code);
}
