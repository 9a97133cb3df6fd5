import { type KeySet } from '@etanche/core-vault-protocol';
import { limits, type Bytes, type Sleep } from '@etanche/core-wire';
import {
  blindElements,
  blindInputsOn,
  checkKeySet,
  combineAndUnblind,
  decodeElement,
  OprfError,
  verifyEvaluation,
  type BlindInputs,
  type VaultAnswer,
  type Element,
  type Group,
  type Random,
  type Scalar,
  type VerifyEvaluation,
} from '@etanche/core-oprf';
import { evaluateShare, type ShareRequest, type WorkSolver } from './evaluate-share.ts';
import { failureVerdict } from './failure-verdict.ts';
import { gatherQuorum } from './quorum.ts';
import type { RequestSigner } from '../request-signer.ts';
import { VaultClientError, type VaultFailure, type VaultFailureCode } from '../vault-client-error.ts';

export type VaultClientOptions = {
  readonly keySet: KeySet;
  readonly group: Group;
  /** Verifies the vaults' proofs, perhaps on another thread; by default `group` does. */
  readonly verify?: VerifyEvaluation;
  /** Blinds and unblinds, perhaps on another thread; by default `group` does, with `random`. */
  readonly blind?: BlindInputs;
  readonly random: Random;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds, for `report`. */
  readonly now: () => number;
  readonly sleep: Sleep;
  /**
   * Delay after which one more vault is asked in addition to a slow one; null: only after a failure. Each asked vault
   * counts units, so importers and members, whose units are few, use null or a long delay.
   */
  readonly hedgeMs: number | null;
  /** Timeout of one request to one vault. */
  readonly timeoutMs: number;
  /** For importers and members; anonymous without it. */
  readonly signer?: RequestSigner;
  /** The type of signer: a member may send 20 elements in a request, an importer (the default) 256. */
  readonly caller?: 'importer' | 'member';
  /** Without it, a demand for work counts as a refusal. */
  readonly work?: WorkSolver;
  /** Called for each vault's failure as it happens, even if the evaluation succeeds. */
  readonly report?: (failure: VaultFailure & { readonly afterMs: number }) => void;
};

export type VaultClient = {
  /**
   * The public key of the key set, whose shares were found consistent: for a writer who may not read (`elementFor` of
   * core/oprf).
   */
  readonly publicKey: Element;
  /**
   * The 64-byte outputs of the inputs, in order: at most 20 inputs, or 256 for an importer.
   *
   * @throws VaultClientError `could_not_check`, `refused`, `request_invalid`
   */
  evaluate(inputs: readonly Bytes[]): Promise<Bytes[]>;
  /**
   * k·element for each element, in order: the same request, proof, count and limits as `evaluate`.
   *
   * @param stored each accepted by `decodeElement`
   * @param factor a secret scalar s: the results are s·k·element (`blindElements` of core/oprf)
   * @throws VaultClientError as `evaluate`
   */
  evaluateElements(stored: readonly Element[], factor?: Scalar): Promise<Element[]>;
};

/** After these failures a vault is asked last for a while: one that hangs would cost each call the whole timeout. */
const unwell: readonly VaultFailureCode[] = ['unreachable', 'timeout', 'answer_invalid', 'proof_invalid'];
const restMs = 30_000;

/**
 * A client of one key set, whose consistency it verifies first. It asks the vaults in rotation from a random start,
 * recently failed ones last.
 *
 * @throws VaultClientError `key_set_refused`
 */
export function createVaultClient(options: VaultClientOptions): VaultClient {
  const { keySet, group, random } = options;
  refuseInconsistent(group, keySet);
  const blindInputs = options.blind ?? blindInputsOn(group, random);
  const request: ShareRequest = {
    keySet,
    group,
    verify: options.verify ?? ((...question) => Promise.resolve(verifyEvaluation(group, ...question))),
    transport: { fetch: options.fetch, sleep: options.sleep, timeoutMs: options.timeoutMs },
    signer: options.signer ?? null,
    work: options.work ?? null,
  };
  const imports = options.signer !== undefined && options.caller !== 'member';
  const most = imports ? limits.elementsPerImport : limits.elementsPerRequest;
  let turn = random(1)[0] ?? 0;
  const failedAt = new Map<number, number>();
  const rests = (index: number): boolean => Math.abs(options.now() - (failedAt.get(index) ?? -Infinity)) < restMs;
  const nextOrder = (): number[] => {
    const { shares } = keySet;
    const rotated = shares.map((_, i) => shares[(i + turn) % shares.length]?.index ?? 0);
    turn += 1;
    return [...rotated.filter((index) => !rests(index)), ...rotated.filter(rests)];
  };
  const noted: VaultClientOptions = {
    ...options,
    report: (failure) => {
      if (unwell.includes(failure.code)) failedAt.set(failure.index, options.now());
      options.report?.(failure);
    },
  };

  const requireFew = (count: number): void => {
    if (count > most) throw new VaultClientError('request_invalid', `${count} inputs exceed ${most}`);
  };

  return {
    publicKey: decodeElement(group, keySet.publicKey),
    async evaluate(inputs) {
      requireFew(inputs.length);
      if (inputs.length === 0) return [];
      const blinded = await blindInputs(inputs);
      try {
        return await blinded.finalize(await askVaults(noted, request, blinded.elements, nextOrder()));
      } finally {
        blinded.forget();
      }
    },
    async evaluateElements(stored, factor) {
      requireFew(stored.length);
      if (stored.length === 0) return [];
      const { blinds, elements } = blindElements(group, stored, random, factor);
      const answers = await askVaults(noted, request, elements, nextOrder());
      return combineAndUnblind(group, blinds, answers);
    },
  };
}

async function askVaults(
  options: VaultClientOptions,
  request: ShareRequest,
  elements: readonly Element[],
  order: readonly number[],
): Promise<VaultAnswer[]> {
  const { shares, threshold } = request.keySet;
  const started = options.now();
  const byIndex = new Map(shares.map((share) => [share.index, share]));
  const { answers, failures } = await gatherQuorum({
    order,
    needed: threshold,
    hedgeMs: options.hedgeMs,
    sleep: options.sleep,
    ask: async (index, signal) => {
      const share = byIndex.get(index);
      if (share === undefined) throw new RangeError(`the key set has no vault ${index}`);
      return evaluateShare(request, share, elements, signal);
    },
    report: (failure) => options.report?.({ ...failure, afterMs: options.now() - started }),
  });
  if (answers.length < threshold) throw failureVerdict(failures, threshold - answers.length);
  return answers;
}

function refuseInconsistent(group: Group, keySet: KeySet): void {
  try {
    checkKeySet(group, keySet);
  } catch (cause) {
    if (!(cause instanceof OprfError)) throw cause;
    throw new VaultClientError('key_set_refused', 'the shares of the key set are inconsistent', { cause });
  }
}
