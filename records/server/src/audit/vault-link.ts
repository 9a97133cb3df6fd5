import { parseSignatureLine, parseNote, verifyCosignature } from '@etanche/core-merkle';
import {
  checkpointAnswerSchema,
  practicesPath,
  problemSchema,
  type CheckpointRequest,
  type Federation,
} from '@etanche/core-vault-protocol';
import { fetchBounded, fromBase64url, parseShape, timerSleep } from '@etanche/core-wire';

export type Vault = Federation['vaults'][number];

/**
 * A vault's answer to a checkpoint. `held`: it rejects it and has cosigned a log of this size. `refused`: it rejects
 * this log altogether, as after an order that began another epoch. `away`: a failure that may pass.
 */
export type VaultAnswer =
  | { readonly kind: 'cosigned'; readonly line: string }
  | { readonly kind: 'held'; readonly size: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'away' };

const maxBytes = 64 * 1024;

type VaultLinkOptions = {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  /** Pause after a vault did not answer, so that one failed vault does not delay the round of every practice. */
  readonly restMs: number;
  readonly now: () => number;
};

/** Sends checkpoints to vaults (docs/protocol.md 6.5). */
export class VaultLink {
  readonly options: VaultLinkOptions;
  readonly #restsUntil = new Map<number, number>();

  constructor(options: VaultLinkOptions) {
    this.options = options;
  }

  /** Never throws. */
  async send(vault: Vault, practice: string, request: CheckpointRequest): Promise<VaultAnswer> {
    const { now, restMs } = this.options;
    if (now() < (this.#restsUntil.get(vault.index) ?? 0)) return { kind: 'away' };
    const answer = await this.#post(vault, practice, request);
    if (answer === null) this.#restsUntil.set(vault.index, now() + restMs);
    return answer === null ? { kind: 'away' } : read(answer, vault, request.checkpoint);
  }

  async #post(vault: Vault, practice: string, request: CheckpointRequest): Promise<Answer | null> {
    const { fetch, timeoutMs } = this.options;
    try {
      const url = `${vault.url}${practicesPath}/${practice}/checkpoints`;
      const headers = { 'content-type': 'application/json' };
      const sent = { url, method: 'POST', headers, body: JSON.stringify(request), maxBytes } as const;
      const { response, body } = await fetchBounded({ fetch, sleep: timerSleep, timeoutMs }, sent);
      return { good: response.ok, text: Buffer.from(body ?? []).toString('utf8') };
    } catch {
      return null;
    }
  }
}

type Answer = { readonly good: boolean; readonly text: string };

async function read({ good, text }: Answer, vault: Vault, checkpoint: string): Promise<VaultAnswer> {
  try {
    const body: unknown = JSON.parse(text);
    return good ? await cosignature(body, vault, checkpoint) : refusal(body);
  } catch {
    return { kind: 'away' };
  }
}

async function cosignature(body: unknown, vault: Vault, checkpoint: string): Promise<VaultAnswer> {
  const { cosignature: line } = parseShape(checkpointAnswerSchema, body, 'cosignature');
  const { text } = parseNote(checkpoint);
  const cosigner = { name: `etanche/vault/${vault.index}`, publicKey: fromBase64url(vault.signingKey, 32) };
  await verifyCosignature({ text, signatures: [parseSignatureLine(line)] }, cosigner);
  return { kind: 'cosigned', line };
}

function refusal(body: unknown): VaultAnswer {
  const { code, detail = '' } = parseShape(problemSchema, body, 'problem');
  if (code === 'caller_refused') return { kind: 'refused' };
  if (code !== 'checkpoint_refused' || !/^(0|[1-9][0-9]{0,15})$/.test(detail)) return { kind: 'away' };
  return { kind: 'held', size: Number(detail) };
}
