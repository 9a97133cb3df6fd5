import { nobleGroup } from '@etanche/core-oprf';
import { checkTerm, type Manifest } from '@etanche/core-check-protocol';
import { checkIndexId } from '@etanche/core-vault-protocol';
import { isEtancheError, type Bytes } from '@etanche/core-wire';
import { readAnswer, findAddress, type IndexAnswer } from '@etanche/core-sealed-index';
import { createVaultClient, timerSleep, VaultClientError } from '@etanche/vault-client';
import type { Outcome, Question, Reason, Step } from '../messages.ts';
import { argon2id } from './argon2id.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { PageFailure } from './page-failure.ts';
import { createWorkSolver } from './work-solver.ts';

/**
 * Milliseconds until another vault is asked besides a slow one, and until a vault counts as unreachable, on a mobile
 * network.
 */
export const hedgeMs = 2_500;
export const timeoutMs = 20_000;

export function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Default waiting time in seconds if the vaults give none. */
const defaultWait = 30;

/**
 * Answers one question: stretches the identifiers, evaluates all terms in one request, fetches, verifies and opens
 * their buckets.
 *
 * @param base URL of the site's folder, with a final slash
 * @throws PageFailure
 */
export async function ask(
  manifest: Manifest,
  base: string,
  question: Question,
  onStep: (step: Step) => void,
): Promise<Outcome> {
  const kind = manifest.kinds.find((offered) => offered.kind === question.kind);
  const keySet = manifest.keySets.find((candidate) => candidate.id === kind?.keySet);
  if (kind === undefined || keySet === undefined) throw new PageFailure('altered', 'kind is not offered', null);
  try {
    if (kind.stretch !== null) onStep('stretch');
    const terms = await deriveTerms(manifest, question, kind.stretch);
    onStep('ask');
    const vaults = createVaultClient({
      keySet,
      group: nobleGroup,
      random,
      fetch: async (input, init) => fetch(input, init),
      now: () => performance.now(),
      sleep: timerSleep,
      hedgeMs,
      timeoutMs,
      work: createWorkSolver(onStep),
    });
    const outputs = await vaults.evaluate(terms);
    onStep('fetch');
    const places = await Promise.all(outputs.map(async (output) => findAddress(manifest, output)));
    const files = await Promise.all(places.map(async ({ path }) => fetchBytes(new URL(path, base).href, 'no-store')));
    return toOutcome(manifest, await readAnswer(manifest, places, files));
  } catch (error) {
    throw toFailure(error);
  }
}

/** Sequentially: two parallel stretchings would need twice the memory, too much for an old phone. */
async function deriveTerms(
  manifest: Manifest,
  { kind, identifiers }: Question,
  stretch: Manifest['kinds'][number]['stretch'],
): Promise<Bytes[]> {
  const indexId = checkIndexId(manifest.index, manifest.version);
  const terms: Bytes[] = [];
  for (const identifier of identifiers) terms.push(await checkTerm(indexId, kind, identifier, stretch, argon2id));
  return terms;
}

function toOutcome(manifest: Manifest, found: IndexAnswer): Outcome {
  if (found.answer === 'not_found') return found;
  const { categories, details } = found.entry;
  const keys = manifest.leak.categories.flatMap(({ bit, key }) => ((categories >> BigInt(bit)) & 1n ? [key] : []));
  return { answer: 'found', categories: keys, details };
}

export function toFailure(error: unknown): PageFailure {
  if (error instanceof PageFailure) return error;
  if (error instanceof VaultClientError) return vaultFailure(error);
  // No memory for WebAssembly, or a missing interface: a limit of this browser.
  if (!isEtancheError(error)) return new PageFailure('browser', 'the calculation failed', null, { cause: error });
  return new PageFailure('altered', 'the published data did not verify', null, { cause: error });
}

function vaultFailure(error: VaultClientError): PageFailure {
  const codes = error.failures.map(({ code }) => code);
  const wait = error.retryAfterSeconds ?? null;
  const give = (reason: Reason, seconds: number | null) =>
    new PageFailure(reason, error.message, seconds, { cause: error });
  if (codes.includes('key_set_withdrawn')) return give('closed', null);
  if (codes.includes('key_set_superseded')) return give('outdated', null);
  const quotas = ['quota_network', 'quota_ceiling'];
  const busy = ['quota_network', 'quota_ceiling', 'overloaded', 'store_unavailable', 'work_required'];
  if (codes.includes('store_spent') && !codes.some((code) => quotas.includes(code))) return give('resting', wait);
  if (codes.some((code) => busy.includes(code))) return give('busy', wait ?? defaultWait);
  if (error.code === 'key_set_refused' || codes.includes('proof_invalid')) return give('altered', null);
  if (codes.some((code) => code === 'request_invalid' || code === 'element_invalid')) return give('browser', null);
  return give('network', wait);
}
