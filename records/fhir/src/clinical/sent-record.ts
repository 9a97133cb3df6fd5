import { extensionsOf } from '../french/coding.ts';
import { isObject, objects, text, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';

/** A part of a file that was sent to another practice, as the file records it. */
export interface SentRecord {
  /** Id of the message. */
  readonly message: string;
  readonly kind: 'message' | 'share' | 'transfer';
  readonly subject: string;
  /** The recipient as the directory named it at the time. */
  readonly practice: { readonly id: string; readonly name: string };
  readonly practitioner: string | null;
  readonly sender: string;
  /** FHIR instant of the sending. */
  readonly at: string;
  /** End of a share, FHIR instant. */
  readonly expires: string | null;
  /** The share that this one renews. */
  readonly replaces: string | null;
  /**
   * `sending`: it may not have left; `sent`: the practice's server has all of it; `ended`: taken back by its sender.
   */
  readonly state: 'sending' | 'sent' | 'ended';
}

const messageSystem = 'urn:etanche:v1:message';
const practiceSystem = 'urn:etanche:v1:practice';
const kindSystem = 'urn:etanche:v1:message-kind';
const shareEnd = 'urn:etanche:v1:share-end';
const statuses = { sending: 'in-progress', sent: 'completed', ended: 'stopped' } as const;

/** The Communication that records a message in its patient's file. @param patient reference of the Patient */
export function buildSentRecord(record: SentRecord, patient: string): Resource {
  const { message, kind, subject, practice, practitioner, sender, at, expires, replaces, state } = record;
  return {
    resourceType: 'Communication',
    status: statuses[state],
    ...(expires !== null && { extension: [{ url: shareEnd, valueInstant: expires }] }),
    identifier: [{ system: messageSystem, value: message }],
    ...(replaces !== null && { inResponseTo: [{ identifier: { system: messageSystem, value: replaces } }] }),
    category: [{ coding: [{ system: kindSystem, code: kind }] }],
    subject: { reference: patient },
    sent: at,
    recipient: [
      { identifier: { system: practiceSystem, value: practice.id }, display: practice.name },
      ...(practitioner === null ? [] : [{ display: practitioner }]),
    ],
    sender: { display: sender },
    payload: [{ contentString: subject }],
  };
}

/** Null for a Communication that records no message. */
export function readSentRecord(resource: JsonObject): SentRecord | null {
  if (resource['resourceType'] !== 'Communication') return null;
  const message = identifierOf(resource, messageSystem);
  const [practice = {}, practitioner] = objects(resource['recipient']);
  const id = isObject(practice['identifier']) ? text(practice['identifier']['value']) : null;
  const code = text(objects(objects(resource['category'])[0]?.['coding'])[0]?.['code']);
  const kind = (['message', 'share', 'transfer'] as const).find((each) => each === code);
  const state = (['sending', 'sent', 'ended'] as const).find((each) => statuses[each] === resource['status']);
  if (message === null || id === null || kind === undefined || state === undefined) return null;
  const earlier = objects(resource['inResponseTo'])[0]?.['identifier'];
  return {
    ...{ message, kind, state, practice: { id, name: text(practice['display']) ?? '' } },
    subject: text(objects(resource['payload'])[0]?.['contentString']) ?? '',
    practitioner: text(practitioner?.['display']),
    sender: (isObject(resource['sender']) ? text(resource['sender']['display']) : null) ?? '',
    at: text(resource['sent']) ?? '',
    expires: text(extensionsOf(resource, shareEnd)[0]?.['valueInstant']),
    replaces: isObject(earlier) ? text(earlier['value']) : null,
  };
}

function identifierOf(resource: JsonObject, system: string): string | null {
  return text(objects(resource['identifier']).find((each) => each['system'] === system)?.['value']);
}
