import { isObject, items, objects, type Json, type JsonObject } from '../json/json.ts';
import { ruleOf, type Compartment } from './resource-table.ts';
import { isDeposit } from './deposit-rule.ts';
import { isLogistic } from './logistic-rule.ts';
import { isResource, type Resource } from './resource.ts';

const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationFunction';
const flagCategory = 'http://terminology.hl7.org/CodeSystem/flag-category';
const consentScope = 'http://terminology.hl7.org/CodeSystem/consentscope';

/** Fields that would reveal an illness in a resource that the reception reads. */
const clinicalFields: Readonly<Record<string, readonly string[]>> = {
  Appointment: ['reasonCode', 'reasonReference', 'supportingInformation', 'basedOn'],
  CareTeam: ['reasonCode', 'reasonReference', 'note', 'encounter'],
  Flag: ['encounter'],
  Consent: ['sourceAttachment', 'sourceReference'],
};

/**
 * The compartment in which a resource is sealed. A resource of the reception with clinical content is clinical as a
 * whole. A Patient is never clinical; `checkResource` rejects clinical content in it.
 */
export function compartmentOf(resource: Resource): Compartment {
  const { resourceType } = resource;
  if (isDeposit(resource) || isLogistic(resource)) return 'identity';
  if (ruleOf(resourceType).compartment === 'clinical') return 'clinical';
  if (resourceType === 'Patient') return 'identity';
  if ((clinicalFields[resourceType] ?? []).some((field) => Object.hasOwn(resource, field))) return 'clinical';
  if (clinicalContained(resource).length > 0) return 'clinical';
  return isForReception(resource) ? 'identity' : 'clinical';
}

/** The positions of the clinical contained resources. */
export function clinicalContained(resource: Resource): number[] {
  return items(resource['contained']).flatMap((inner, index) => (isClinical(inner) ? [index] : []));
}

function isClinical(inner: Json): boolean {
  if (!isObject(inner)) return true;
  return !isResource(inner) || compartmentOf(inner) === 'clinical';
}

function isForReception(resource: Resource): boolean {
  switch (resource.resourceType) {
    case 'CareTeam':
      return objects(resource['participant']).every((participant) =>
        allCoded(objects(participant['role']), participation, 'PCP'),
      );
    case 'Flag':
      return allCoded(objects(resource['category']), flagCategory, 'admin');
    case 'Consent':
      return (
        allCoded(objects([resource['scope'] ?? null]), consentScope, 'patient-privacy') && isPlainConsent(resource)
      );
    default:
      return true;
  }
}

/** True for a consent that only permits or denies. Its details (data, classes, codes, actors) may reveal an illness. */
function isPlainConsent(resource: Resource): boolean {
  const provision = resource['provision'];
  if (provision === undefined) return true;
  return isObject(provision) && Object.keys(provision).every((name) => name === 'type' || name === 'period');
}

/** True if there is at least one concept and every coding of each is this one. */
function allCoded(concepts: JsonObject[], system: string, code: string): boolean {
  const codings = concepts.map((concept) => objects(concept['coding']));
  return (
    codings.length > 0 &&
    codings.every((list) => list.length > 0 && list.every((one) => one['system'] === system && one['code'] === code))
  );
}
