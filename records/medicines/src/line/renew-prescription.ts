import { isObject, type JsonObject, type Resource } from '@etanche/records-fhir';
import { readPrescription, writePrescription } from './medication-request.ts';
import { withDays } from './prescription-line.ts';

export interface Renewed {
  readonly renewed: readonly Resource<'MedicationRequest'>[];
  /** Requests that cannot be renewed without being read by the prescriber, with the reason. */
  readonly refused: readonly { readonly request: JsonObject; readonly reason: RenewalRefusal }[];
}

/**
 * - `unreadable`: no medicine, or an element that has no place in a line. - `stopped`: stopped, cancelled or entered in
 *   error. - `invalid`: what it says must not be written (for example a dose of zero).
 */
export type RenewalRefusal = 'unreadable' | 'stopped' | 'invalid';

export interface RenewalFacts {
  readonly authoredOn: string;
  readonly requester: JsonObject;
  readonly encounter?: JsonObject;
  /** Days of one dispensing; null or left out: as before. A dose with an end of its own is then `invalid`. */
  readonly days?: number | null;
}

/**
 * The same lines with a new date, requester and encounter. A line whose dose is a text is renewed with that text. Each
 * new request names the earlier one (`priorPrescription`) and has no id.
 */
export function renewPrescriptions(requests: readonly JsonObject[], now: RenewalFacts): Renewed {
  const renewed: Resource<'MedicationRequest'>[] = [];
  const refused: { request: JsonObject; reason: RenewalRefusal }[] = [];
  for (const request of requests) {
    const result = renew(request, now);
    if (typeof result === 'string') refused.push({ request, reason: result });
    else renewed.push(result);
  }
  return { renewed, refused };
}

function renew(
  request: JsonObject,
  { authoredOn, requester, encounter, days = null }: RenewalFacts,
): Resource<'MedicationRequest'> | RenewalRefusal {
  const { status } = request;
  if (status !== 'active' && status !== 'completed' && status !== 'on-hold') return 'stopped';
  const read = readPrescription(request);
  if (read === null || read.unread.length > 0 || !isObject(request['subject'])) return 'unreadable';
  const references = { subject: request['subject'], requester, ...(encounter === undefined ? {} : { encounter }) };
  try {
    const next = writePrescription(
      { ...(days === null ? read.line : withDays(read.line, days)), authoredOn },
      references,
    );
    const { id } = request;
    return typeof id === 'string' ? { ...next, priorPrescription: { reference: `MedicationRequest/${id}` } } : next;
  } catch {
    return 'invalid';
  }
}
