import { formatCheckpoint, formatNote, signNote } from '@etanche/core-merkle';
import { logOrigin } from '@etanche/core-vault-protocol';
import { fromBase64url, type Bytes } from '@etanche/core-wire';
import type { ServerKey } from '../config/server-key.ts';

/** Signs the checkpoints of practices' logs: C2SP tlog-checkpoint, key name the origin (docs/protocol.md 8.4). */
export class CheckpointSigner {
  readonly #key: CryptoKey;
  readonly #publicKey: Bytes;

  constructor({ key, publicKey }: Pick<ServerKey, 'key' | 'publicKey'>) {
    this.#key = key;
    this.#publicKey = fromBase64url(publicKey, 32);
  }

  async sign(practice: string, logEpoch: number, size: number, root: Uint8Array): Promise<string> {
    const origin = logOrigin(practice, logEpoch);
    const text = formatCheckpoint({ origin, size, root: Uint8Array.from(root) });
    const signature = await signNote(text, { name: origin, publicKey: this.#publicKey, key: this.#key });
    return formatNote({ text, signatures: [signature] });
  }
}
