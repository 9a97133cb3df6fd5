import {
  cosign,
  emptyRoot,
  formatSignatureLine,
  MerkleError,
  parseCheckpoint,
  parseNote,
  verifyConsistency,
  verifyNote,
  type Checkpoint,
  type SignedNote,
} from '@etanche/core-merkle';
import { logOrigin, type CheckpointAnswer, type CheckpointRequest } from '@etanche/core-vault-protocol';
import { equalBytes, fromBase64url, toBase64url } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import type { CheckpointStore, LogState } from './checkpoint-store.ts';
import type { DirectoryLogStore } from './directory-log-store.ts';

/** Why a checkpoint signed by the records server contradicts an earlier one. Each reason raises an alarm. */
type Contradiction = 'two_roots' | 'shrunk' | 'proof_false';

/** The key name of a vault's cosignatures. */
function cosignerName(index: number): string {
  return `etanche/vault/${index}`;
}

type WitnessOptions = {
  readonly index: number;
  readonly signingKey: SigningKey;
  readonly practices: CheckpointStore;
  readonly directories: DirectoryLogStore;
  readonly now: () => number;
};

/**
 * Cosigns the checkpoints of practices' audit logs (docs/protocol.md 6.5) and of directories (9.1): a single
 * append-only history each.
 */
export class Witness {
  readonly #options: WitnessOptions;

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  /**
   * @param practice its id, or that of a directory
   * @throws Refusal `practice_unknown`, `request_invalid`, `caller_refused` if the records server did not sign it,
   *   `checkpoint_refused` with this vault's size in `detail`
   */
  async cosign(practice: string, request: CheckpointRequest): Promise<CheckpointAnswer> {
    const { index, signingKey, practices, directories, now } = this.#options;
    const store = directories.has(practice) ? directories : practices;
    const state = await store.read(practice);
    if (state === null) throw new Refusal('practice_unknown');
    const { note, checkpoint } = await read(request, practice, state);
    const fault = contradiction(checkpoint, request, state);
    if (fault !== null) {
      await store.raiseAlarm(practice, fault, now());
      throw refusal(state);
    }
    // Not a contradiction by itself: another replica of the server or a retry may have been first.
    if (request.old !== state.size) throw refusal(state);
    const root = toBase64url(checkpoint.root);
    if (!(await store.advance(practice, state, checkpoint.size, root))) {
      throw refusal((await store.read(practice)) ?? state);
    }
    const cosigner = { name: cosignerName(index), publicKey: fromBase64url(signingKey.publicKey, 32) };
    const line = await cosign(note.text, Math.floor(now() / 1000), { ...cosigner, key: signingKey.key });
    return { cosignature: formatSignatureLine(line) };
  }
}

async function read(
  request: CheckpointRequest,
  practice: string,
  state: LogState,
): Promise<{ note: SignedNote; checkpoint: Checkpoint }> {
  const origin = logOrigin(practice, state.epoch);
  const { note, checkpoint } = parse(request.checkpoint);
  try {
    await verifyNote(note, { name: origin, publicKey: fromBase64url(state.server, 32) });
  } catch (cause) {
    throw new Refusal('caller_refused', {}, { cause });
  }
  if (checkpoint.origin !== origin) throw new Refusal('caller_refused');
  return { note, checkpoint };
}

function parse(text: string): { note: SignedNote; checkpoint: Checkpoint } {
  try {
    const note = parseNote(text);
    return { note, checkpoint: parseCheckpoint(note.text) };
  } catch (cause) {
    throw new Refusal('request_invalid', { detail: 'The checkpoint is not a signed note of a checkpoint.' }, { cause });
  }
}

function contradiction(
  { size, root }: Checkpoint,
  { old, proof }: CheckpointRequest,
  held: LogState,
): Contradiction | null {
  if (size === held.size && held.root !== null && toBase64url(root) !== held.root) return 'two_roots';
  if (old !== held.size) return null;
  if (size < old) return 'shrunk';
  if (size === 0) return equalBytes(root, emptyRoot()) ? null : 'two_roots';
  if (old === 0) return proof.length === 0 ? null : 'proof_false';
  const first = fromBase64url(held.root ?? '', 32);
  try {
    const nodes = proof.map((node) => fromBase64url(node, 32));
    verifyConsistency({ firstSize: old, first, secondSize: size, second: root }, nodes);
    return null;
  } catch (error) {
    if (error instanceof MerkleError) return 'proof_false';
    throw new Refusal('request_invalid', { detail: 'A hash of the proof is malformed.' }, { cause: error });
  }
}

function refusal({ size }: LogState): Refusal {
  return new Refusal('checkpoint_refused', { detail: `${size}` });
}
