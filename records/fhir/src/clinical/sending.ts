import { codesOf } from '../french/coding.ts';
import { defined, isObject, objects, text, without, type Json, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { memberSystem, type WorkMember } from './work-item.ts';

/** The readers of a document: one choice of the sender. */
export type SendingAudience = 'everyone' | 'professionals_only' | 'patient_only';

/**
 * - `waiting`: nobody has begun to send it;
 * - `sending`: its Message-ID is fixed, and it may have left; a reason says that the server refused it for now;
 * - `sent`: the mail server accepted it;
 * - `received`: the recipient's program says that it processed it;
 * - `failed`: the recipient's program could not process it;
 * - `refused`: it cannot be sent, and was not; with the reason `given_up`, nobody knows whether it left.
 */
export type SendingState = 'waiting' | 'sending' | 'sent' | 'received' | 'failed' | 'refused';

/** A mail about a patient, which a gateway sends. */
export interface Sending {
  readonly to: { readonly address: string; readonly name: string };
  readonly from: WorkMember;
  /** Title of the documents. */
  readonly title: string;
  /** Words to the recipient; empty for none. */
  readonly body: string;
  /**
   * Record ids of the resources that are sent. The FHIR id does not name one: resources of a transferred file keep
   * those of the sender, which the file may have already.
   */
  readonly documents: readonly string[];
  readonly audience: SendingAudience;
  /** True if the patient may not answer any more. */
  readonly isLast: boolean;
  readonly state: SendingState;
  /** The Message-ID with its angle brackets, from `sending` on. */
  readonly messageId: string | null;
  /** FHIR instants. */
  readonly sentAt: string | null;
  readonly receivedAt: string | null;
  /** A code of the gateway, or of the recipient's program (`readSendingReason`); null without one. */
  readonly reason: string | null;
  /** Record id of the mail that this one repeats after a failure; null for a first one. */
  readonly repeats: string | null;
}

export type NewSending = Pick<Sending, 'to' | 'from' | 'title' | 'body' | 'documents' | 'audience' | 'isLast'> & {
  readonly repeats?: string | null;
};

/** The part of a sending that a gateway writes. */
export type SendingEvent =
  /** `reason`: why it did not leave at the last attempt, such as `smtp_451`. */
  | { readonly state: 'sending'; readonly messageId: string; readonly reason?: string }
  | { readonly state: 'sent'; readonly at: string }
  | { readonly state: 'received'; readonly at: string }
  | { readonly state: 'failed' | 'refused'; readonly reason: string };

const sendingSystem = 'urn:etanche:v1:sending';
const messageSystem = 'urn:etanche:v1:message-id';
export const reasonSystem = 'urn:etanche:v1:sending-reason';
export const mailSystem = 'urn:etanche:v1:mail-address';
const recordSystem = 'urn:etanche:v1:sending-record';
const audiences: readonly SendingAudience[] = ['everyone', 'professionals_only', 'patient_only'];

/**
 * Builds the Communication of a mail that waits.
 *
 * @param patient reference of the Patient
 * @param record record id under which it is written
 */
export function buildSending(
  { to, from, title, body, documents, audience, isLast, repeats = null }: NewSending,
  patient: string,
  record: string,
): Resource {
  const codes = ['mail', audience, ...(isLast ? ['last'] : [])];
  return {
    resourceType: 'Communication',
    ...defined({
      identifier: [named(record)],
      inResponseTo: repeats === null ? undefined : [{ identifier: named(repeats) }],
      status: 'preparation',
      category: codes.map((code) => ({ coding: [{ system: sendingSystem, code }] })),
      subject: { reference: patient },
      topic: { text: title },
      about: documents.map((id) => ({ identifier: named(id) })),
      recipient: [{ identifier: { system: mailSystem, value: to.address }, display: to.name }],
      sender: { identifier: { system: memberSystem, value: from.id }, display: from.name },
      payload: body === '' ? undefined : [{ contentString: body }],
    }),
  };
}

/**
 * Null for a resource that is no mail of this practice. One that came with a transferred file has another record id
 * than it names, and is a mail of the practice that had the file before: nothing of it may be sent here.
 *
 * @param record record id of the resource
 */
export function readSending(record: string, resource: JsonObject): Sending | null {
  const codes = objects(resource['category']).flatMap((each) =>
    codesOf(each).flatMap(({ system, code }) => (system === sendingSystem ? [code] : [])),
  );
  const [recipient] = objects(resource['recipient']);
  const audience = audiences.find((each) => codes.includes(each));
  if (resource['resourceType'] !== 'Communication' || !codes.includes('mail')) return null;
  if (valueIn(resource, recordSystem) !== record) return null;
  if (recipient === undefined || audience === undefined) return null;
  const [payload] = objects(resource['payload']);
  const reason = codesOf(resource['statusReason']).find(({ system }) => system === reasonSystem)?.code ?? null;
  const receivedAt = text(resource['received']);
  return {
    to: { address: valueOf(recipient), name: text(recipient['display']) ?? '' },
    from: memberOf(resource['sender']),
    title: isObject(resource['topic']) ? (text(resource['topic']['text']) ?? '') : '',
    body: text(payload?.['contentString']) ?? '',
    documents: objects(resource['about']).flatMap(({ identifier }) => recordOf(identifier) ?? []),
    ...{ audience, isLast: codes.includes('last'), state: stateOf(resource, receivedAt, reason) },
    messageId: valueIn(resource, messageSystem),
    ...{ sentAt: text(resource['sent']), receivedAt, reason, repeats: repeatedBy(resource) },
  };
}

/** The mail after an event. Elements that the event does not concern stay as they are. */
export function withSendingEvent(before: Resource, event: SendingEvent): Resource {
  const bare: Resource = { ...without(before, 'statusReason'), resourceType: 'Communication' };
  switch (event.state) {
    case 'sending':
      return {
        ...bare,
        status: 'in-progress',
        identifier: [
          ...objects(bare['identifier']).filter(({ system }) => system !== messageSystem),
          { system: messageSystem, value: event.messageId },
        ],
        ...(event.reason !== undefined && { statusReason: reasonOf(event.reason) }),
      };
    case 'sent':
      return { ...bare, status: 'completed', sent: event.at };
    case 'received':
      return { ...bare, status: 'completed', received: event.at };
    case 'failed':
      return { ...bare, status: 'completed', statusReason: reasonOf(event.reason) };
    case 'refused':
      return { ...bare, status: 'not-done', statusReason: reasonOf(event.reason) };
  }
}

function stateOf({ status }: JsonObject, receivedAt: string | null, reason: string | null): SendingState {
  if (status === 'preparation') return 'waiting';
  if (status === 'in-progress') return 'sending';
  if (status === 'not-done') return 'refused';
  if (reason !== null) return 'failed';
  return receivedAt === null ? 'sent' : 'received';
}

function named(record: string): JsonObject {
  return { system: recordSystem, value: record };
}

function valueIn(resource: JsonObject, wanted: string): string | null {
  return text(objects(resource['identifier']).find(({ system }) => system === wanted)?.['value']);
}

function repeatedBy(resource: JsonObject): string | null {
  return objects(resource['inResponseTo']).flatMap(({ identifier }) => recordOf(identifier) ?? [])[0] ?? null;
}

function recordOf(identifier: Json | undefined): string | null {
  return isObject(identifier) && identifier['system'] === recordSystem ? text(identifier['value']) : null;
}

function reasonOf(code: string): JsonObject {
  return { coding: [{ system: reasonSystem, code }] };
}

function memberOf(reference: Json | undefined): WorkMember {
  return isObject(reference)
    ? { id: valueOf(reference), name: text(reference['display']) ?? '' }
    : { id: '', name: '' };
}

function valueOf({ identifier }: JsonObject): string {
  return isObject(identifier) ? (text(identifier['value']) ?? '') : '';
}
