import { isObject, objects, text, type Json, type JsonObject } from '../json/json.ts';

/** Work around a patient that needs no medical word. There is no free text, so that nobody writes about health there. */
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

/** Codes of our tasks; those of `logisticCodes`, and `message` and `result`, which are clinical. */
export const taskSystem = 'urn:uuid:4c9a0b7e-2d43-4b0c-9b0e-0a1d9b7f6e21';

const fields: Readonly<Record<string, (value: Json) => boolean>> = {
  resourceType: (value) => value === 'Task',
  id: isWord,
  groupIdentifier: isIdentifier,
  status: isWord,
  intent: isWord,
  code: (value) => isObject(value) && hasOnly(value, ['coding']) && objects(value['coding']).every(isLogisticCoding),
  for: isPerson,
  requester: isPerson,
  owner: isPerson,
  authoredOn: isWord,
  executionPeriod: isPeriod,
  restriction: (value) => isObject(value) && hasOnly(value, ['period']) && isPeriod(value['period'] ?? null),
};

/** True for a task of a list that has a code of `logisticCodes` and no element with other words: the reception reads it. */
export function isLogistic(resource: JsonObject): boolean {
  if (resource['resourceType'] !== 'Task' || !Object.hasOwn(resource, 'code')) return false;
  return Object.entries(resource).every(([name, value]) => fields[name]?.(value) === true);
}

function isLogisticCoding(coding: JsonObject): boolean {
  const code = text(coding['code']);
  const isKnown = logisticCodes.some((one) => one === code);
  return hasOnly(coding, ['system', 'code']) && coding['system'] === taskSystem && isKnown;
}

/** A patient or member by an identifier, with a name. */
function isPerson(value: Json): boolean {
  return (
    isObject(value) && hasOnly(value, ['type', 'identifier', 'display']) && isIdentifier(value['identifier'] ?? {})
  );
}

function isIdentifier(value: Json): boolean {
  return isObject(value) && hasOnly(value, ['system', 'value']);
}

function isPeriod(value: Json): boolean {
  return isObject(value) && hasOnly(value, ['start', 'end']) && Object.values(value).every(isWord);
}

/** A code, an id or a time. */
function isWord(value: Json): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9.:+-]{1,64}$/.test(value);
}

function hasOnly(object: JsonObject, names: readonly string[]): boolean {
  return Object.keys(object).every((name) => names.includes(name));
}
