import { EtancheError } from '@etanche/core-wire';
import type { CouldNotCheck, Reason } from '../messages.ts';

/** A failure with a reason that the page can show. */
export class PageFailure extends EtancheError<Reason> {
  readonly retryAfter: number | null;

  constructor(reason: Reason, message: string, retryAfter: number | null, options?: ErrorOptions) {
    super(reason, message, options);
    this.retryAfter = retryAfter;
  }
}

export function couldNotCheck(reason: Reason, retryAfter: number | null): CouldNotCheck {
  return { answer: 'could_not_check', reason, retryAfter };
}
