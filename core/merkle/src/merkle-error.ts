import { EtancheError } from '@etanche/core-wire';

/**
 * - `position_invalid`: a leaf index, a tree size or a time is out of range; the caller is wrong.
 * - `proof_invalid`: a proof has the wrong length or leads to another root; do not retry.
 * - `note_invalid`: the text is not a note or checkpoint in the C2SP format; do not retry.
 * - `note_refused`: the note lacks the expected signature, or that signature is invalid.
 */
export type MerkleErrorCode = 'position_invalid' | 'proof_invalid' | 'note_invalid' | 'note_refused';

export class MerkleError extends EtancheError<MerkleErrorCode> {}
