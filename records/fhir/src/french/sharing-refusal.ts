import { isObject, objects, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { concept, hasCode } from './coding.ts';

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const consentScope = 'http://terminology.hl7.org/CodeSystem/consentscope';

/**
 * Builds the patient's refusal that the file is exchanged (CSP, L.1110-4), without a reason, because the reception
 * reads it.
 *
 * @param date `YYYY-MM-DD`
 */
export function buildSharingRefusal(id: string, patient: string, date: string): Resource {
  return {
    ...{ resourceType: 'Consent', id, status: 'active' },
    scope: concept(consentScope, 'patient-privacy', 'Confidentialité'),
    category: [concept('http://loinc.org', '59284-0', 'Consentement du patient')],
    patient: { reference: patient },
    dateTime: date,
    policyRule: concept(actCode, 'OPTOUT', 'Opposition à l’échange'),
    provision: { type: 'deny' },
  };
}

/** True for an active refusal as `buildSharingRefusal` writes it. */
export function isSharingRefusal(consent: JsonObject): boolean {
  const { resourceType, status, scope, policyRule, provision } = consent;
  return (
    resourceType === 'Consent' &&
    status === 'active' &&
    objects([scope ?? null]).some((one) => hasCode(one, consentScope, 'patient-privacy')) &&
    hasCode(policyRule, actCode, 'OPTOUT') &&
    isObject(provision) &&
    provision['type'] === 'deny'
  );
}
