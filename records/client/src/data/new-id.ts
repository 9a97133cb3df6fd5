import { toRecordId } from '@etanche/core-wire';
import type { RecordsClient } from '../session/client.ts';

/** A record id that nobody has drawn before. */
export function newId({ environment }: Pick<RecordsClient, 'environment'>): string {
  return toRecordId(environment.random(16));
}
