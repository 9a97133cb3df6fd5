import type { ResourceInput } from '../data/change.ts';

/** A new file. `scope` and `ids` are random unless given; give them to repeat a creation whose outcome is unknown. */
export type NewPatient = {
  readonly patient: ResourceInput;
  /** The other resources of the new file. */
  readonly others: readonly ResourceInput[];
  readonly kind: 'create';
  readonly scope?: string;
  /** Record ids of the patient and of the others, in order. */
  readonly ids?: readonly string[];
};
