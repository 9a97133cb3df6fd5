import { isObject, items, type Json, type JsonObject } from '../json/json.ts';
import { isDateTime } from './dates.ts';

/**
 * Work around a patient that needs no medical word. There is no free text, so that nobody writes about health there.
 */
export const logisticCodes = [
  'call_patient',
  'book',
  'move',
  'send_document',
  'get_document',
  'file_document',
  'sign_document',
  'prepare_papers',
  'call_pharmacy',
  'call_colleague',
  'replacement',
] as const;
export type LogisticCode = (typeof logisticCodes)[number];

/** Codes of our tasks; those of `logisticCodes`, and `message`, `result` and `document`, which are clinical. */
export const taskSystem = 'urn:uuid:4c9a0b7e-2d43-4b0c-9b0e-0a1d9b7f6e21';

/** The states of a Task (R4, TaskStatus) that an item has. */
const statuses: readonly Json[] = ['requested', 'accepted', 'in-progress', 'completed', 'cancelled'];

const fields: Readonly<Record<string, (value: Json) => boolean>> = {
  resourceType: (value) => value === 'Task',
  id: (value) => typeof value === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(value),
  groupIdentifier: isIdentifier,
  status: (value) => statuses.includes(value),
  intent: (value) => value === 'order',
  code: isLogisticCode,
  for: isPerson,
  requester: isPerson,
  owner: isPerson,
  authoredOn: isTime,
  executionPeriod: isPeriod,
  restriction: (value) => isObject(value) && hasOnly(value, ['period']) && isPeriod(value['period'] ?? {}),
};

/**
 * True for a task of a list that has a code of `logisticCodes` and no element with other words: the reception reads it.
 */
export function isLogistic(resource: JsonObject): boolean {
  if (resource['resourceType'] !== 'Task' || !Object.hasOwn(resource, 'code')) return false;
  return Object.entries(resource).every(
    ([name, value]) => Object.hasOwn(fields, name) && fields[name]?.(value) === true,
  );
}

/** Exactly one coding, which is of our system. */
function isLogisticCode(value: Json): boolean {
  if (!isObject(value) || !hasOnly(value, ['coding'])) return false;
  const [coding, ...others] = items(value['coding']);
  if (others.length > 0 || !isObject(coding) || !hasOnly(coding, ['system', 'code'])) return false;
  return coding['system'] === taskSystem && logisticCodes.some((one) => one === coding['code']);
}

/** A patient or member by an identifier, with a name. */
function isPerson(value: Json): boolean {
  if (!isObject(value) || !hasOnly(value, ['type', 'identifier', 'display'])) return false;
  const { type = 'Patient', identifier = {}, display = '' } = value;
  return type === 'Patient' && isIdentifier(identifier) && typeof display === 'string';
}

function isIdentifier(value: Json): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['system', 'value']) &&
    Object.values(value).every((one) => typeof one === 'string' && /^[A-Za-z0-9:-]{1,64}$/.test(one))
  );
}

function isPeriod(value: Json): boolean {
  return isObject(value) && hasOnly(value, ['start', 'end']) && Object.values(value).every(isTime);
}

function isTime(value: Json): boolean {
  return typeof value === 'string' && isDateTime(value);
}

function hasOnly(object: JsonObject, names: readonly string[]): boolean {
  return Object.keys(object).every((name) => names.includes(name));
}
