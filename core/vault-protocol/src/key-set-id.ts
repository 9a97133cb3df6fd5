import { ProtocolError } from '@etanche/core-wire';

/**
 * The purposes of key sets: one unit opens an entry, a search, a scope, a day or a message. A vault cannot see its
 * inputs, so the key set's id states the purpose: anonymous callers use `check` and `check-code`, members of a practice
 * use the others.
 */
export const purposes = ['check', 'check-code', 'search', 'scope', 'agenda', 'inbox'] as const;
export type Purpose = (typeof purposes)[number];

export type KeySetId = { readonly purpose: Purpose; readonly name: string };

export const keySetNamePattern = '[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?';
export const keySetIdPattern = `^(${purposes.join('|')})/${keySetNamePattern}$`;

const shape = new RegExp(keySetIdPattern);

/** @throws ProtocolError `encoding_invalid` */
export function parseKeySetId(text: string): KeySetId {
  if (!shape.test(text)) throw new ProtocolError('encoding_invalid', 'key set id is malformed');
  const slash = text.indexOf('/');
  return { purpose: text.slice(0, slash) as Purpose, name: text.slice(slash + 1) };
}

/** True for the key sets that anonymous callers may use. */
export function isPublicPurpose(purpose: Purpose): purpose is 'check' | 'check-code' {
  return purpose === 'check' || purpose === 'check-code';
}

/**
 * Id of one published version of a Check index: `<index>.<version>`. Each version has its own key sets, because the
 * entries of a static index use counter nonces, which a second build under the same keys would repeat.
 */
export function checkIndexId(index: string, version: number): string {
  return `${index}.${version}`;
}
