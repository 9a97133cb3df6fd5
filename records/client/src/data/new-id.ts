import { toRecordId } from '@etanche/core-wire';
import type { Unlocked } from '../session/unlocked.ts';

/** A record id that nobody has drawn before. */
export function newId({ options }: Pick<Unlocked, 'options'>): string {
  return toRecordId(options.random(16));
}
