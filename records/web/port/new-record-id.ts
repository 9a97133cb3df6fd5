import { toRecordId } from '@etanche/core-wire';

/** A random id for a new record, drawn before the first attempt to write it. */
export function newRecordId(): string {
  return toRecordId(crypto.getRandomValues(new Uint8Array(16)));
}
