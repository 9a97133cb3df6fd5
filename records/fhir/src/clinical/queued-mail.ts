import { codesOf, extensionsOf, withExtensions } from '../french/coding.ts';
import { isObject, text, without, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { mailSystem, reasonSystem, type Sending, type SendingState } from './sending.ts';
import { asDone, buildWorkItem, memberSystem, readWorkItem, type WorkMember } from './work-item.ts';

/** A mail on the list of a gateway, with what the list says of it without the patient's file. */
export interface QueuedMail {
  /** Record id of the mail in the patient's file. */
  readonly record: string;
  readonly patient: { readonly scope: string; readonly name: string };
  readonly from: WorkMember;
  readonly to: Sending['to'];
  /** FHIR instant. */
  readonly at: string;
  /** What the gateway made of it; null while it waits there. */
  readonly outcome: MailOutcome | null;
  /** The attempts to send it; null before the first one, and once there is an outcome. */
  readonly attempts: MailAttempts | null;
  /**
   * The member who wrote the mail, as the gateway verified it in the patient's file; null if it did not. It says nothing
   * in an item that another member wrote last.
   */
  readonly writer: string | null;
}

/** A state, and the reason as the sending has it (`readSendingReason`). */
export type MailOutcome = Pick<Sending, 'state' | 'reason'>;

/** Attempts to send a mail. Each is counted before it is made. */
export interface MailAttempts {
  readonly count: number;
  /** FHIR instants: of the first attempt, and before which there is no other. */
  readonly first: string;
  readonly next: string;
}

const outcomeSystem = 'urn:etanche:v1:sending-outcome';
const attemptsUrl = 'urn:etanche:v1:sending-attempts';
const writerUrl = 'urn:etanche:v1:sending-writer';
const states: readonly SendingState[] = ['waiting', 'sending', 'sent', 'received', 'failed', 'refused'];

/** Builds the Task that makes a gateway look into the patient's file. */
export function buildQueuedMail(
  { record, patient, from, to, at }: Omit<QueuedMail, 'outcome' | 'attempts' | 'writer'>,
  gateway: WorkMember,
): Resource {
  const words = { code: 'message', due: null, text: record, observations: [] } as const;
  const task = buildWorkItem({ ...words, patient, from, to: gateway, at }, gateway.id);
  return { ...task, reasonCode: { coding: [{ system: mailSystem, code: to.address }], text: to.name } };
}

/** Null for an item that is no mail. */
export function readQueuedMail(id: string, task: JsonObject): QueuedMail | null {
  const item = readWorkItem(id, task);
  if (item === null || item.code !== 'message' || item.patient === null || item.text === null) return null;
  const to = isObject(task['reasonCode']) ? task['reasonCode'] : {};
  const address = codesOf(to).find(({ system }) => system === mailSystem)?.code ?? '';
  const { text: record, patient, from, at, isDone } = item;
  const recipient = { address, name: text(to['text']) ?? '' };
  const progress = isDone
    ? { outcome: outcomeOf(task), attempts: null }
    : { outcome: null, attempts: attemptsOf(task) };
  return { record, patient, from, at, to: recipient, ...progress, writer: writerOf(task) };
}

/** The Task of a mail that is about to be sent. Nobody has verified its writer yet. */
export function withMailAttempts(before: Resource, { count, first, next }: MailAttempts): Resource {
  const task = withWriter(before, null);
  const extension = [
    { url: 'count', valueInteger: count },
    { url: 'first', valueInstant: first },
    { url: 'next', valueInstant: next },
  ];
  return { ...withExtensions(task, attemptsUrl, [{ url: attemptsUrl, extension }]), resourceType: 'Task' };
}

function attemptsOf(task: JsonObject): MailAttempts | null {
  const [found] = extensionsOf(task, attemptsUrl);
  if (found === undefined) return null;
  const count = extensionsOf(found, 'count')[0]?.['valueInteger'];
  const [first, next] = ['first', 'next'].map((url) => text(extensionsOf(found, url)[0]?.['valueInstant']));
  const isWhole = typeof count === 'number' && typeof first === 'string' && typeof next === 'string';
  return isWhole ? { count, first, next } : null;
}

function withWriter(task: Resource, writer: string | null): Resource {
  const valueIdentifier = { system: memberSystem, value: writer ?? '' };
  const added = writer === null ? [] : [{ url: writerUrl, valueIdentifier }];
  return { ...withExtensions(task, writerUrl, added), resourceType: 'Task' };
}

function writerOf(task: JsonObject): string | null {
  const named = extensionsOf(task, writerUrl)[0]?.['valueIdentifier'];
  return isObject(named) && named['system'] === memberSystem ? text(named['value']) : null;
}

/**
 * The Task of a mail after the gateway has settled it.
 *
 * @param at FHIR instant
 * @param writer the member who wrote the mail, if the gateway has verified it
 */
export function withMailOutcome(
  task: Resource,
  at: string,
  { state, reason }: MailOutcome,
  writer: string | null,
): Resource {
  return {
    ...without(asDone(withWriter(task, writer), at), 'statusReason'),
    resourceType: 'Task',
    businessStatus: { coding: [{ system: outcomeSystem, code: state }] },
    ...(reason !== null && { statusReason: { coding: [{ system: reasonSystem, code: reason }] } }),
  };
}

/** A done Task that says nothing else is none of a mail that was sent. */
function outcomeOf(task: JsonObject): MailOutcome {
  const code = codesOf(task['businessStatus']).find(({ system }) => system === outcomeSystem)?.code;
  const reason = codesOf(task['statusReason']).find(({ system }) => system === reasonSystem)?.code ?? null;
  const state = states.find((one) => one === code);
  return state === undefined ? { state: 'refused', reason: 'given_up' } : { state, reason };
}
