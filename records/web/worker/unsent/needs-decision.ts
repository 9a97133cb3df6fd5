import { EtancheError } from '@etanche/core-wire';
import type { UnsentConflict } from '../../port/unsent-calls.ts';

/** A write does not fit what another member did meanwhile, and a person decides. */
export class NeedsDecision extends EtancheError<'conflict'> {
  readonly conflict: UnsentConflict;

  constructor(conflict: UnsentConflict) {
    super('conflict', 'a person decides between two versions');
    this.conflict = conflict;
  }
}
