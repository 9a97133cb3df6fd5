import { toRecordId } from '@etanche/core-wire';
import type { RecordsClient } from '../session/client.ts';

/** Draws a new record id. */
export function newId({ environment }: Pick<RecordsClient, 'environment'>): string {
  return toRecordId(environment.random(16));
}
