import type { Group } from '@etanche/core-oprf';
import { type KeySet } from '@etanche/core-vault-protocol';
import { ed25519KeyPair, toBase64url } from '@etanche/core-wire';
import { sendKeySetOrder, timerSleep } from '@etanche/vault-client';
import { keySetId } from './evaluate-terms.ts';
import type { ImportRequest } from '../import-request.ts';
import { withPatience } from './patience.ts';
import type { RunKeys } from '../run-keys.ts';
import type { Findings, ImportState } from '../state-file.ts';

/** Duration of the importer's right: long enough to resume after a long weekend. A vault allows at most 14 days. */
const RIGHT_DAYS = 10;
/** Spare units for batches that are evaluated again after a crash or a vault's failure. */
const SPARE_SHARE = 0.25;
const SPARE_UNITS = 16_384;

/** The right requested from the vaults, decided once, so that a resumed import repeats the same order. */
export function importerRight(findings: Findings, now: number): NonNullable<ImportState['right']> {
  const { code, ...others } = findings.terms;
  const check = Object.values(others).reduce((sum, terms) => sum + terms, 0);
  return {
    until: Math.floor(now / 1000) + RIGHT_DAYS * 86_400,
    units: { check: withSpare(check), code: withSpare(code) },
  };
}

/**
 * Opens the version's key sets at every vault, for this import and with the ceiling of leak.json.
 *
 * @throws ImportError `vaults_unavailable`, `vaults_refused`
 */
export async function openKeySets(
  request: ImportRequest,
  keys: RunKeys,
  group: Group,
  right: NonNullable<ImportState['right']>,
): Promise<KeySet[]> {
  const { leak, federation, now } = request;
  const importer = toBase64url((await ed25519KeyPair(keys.importerSeed)).publicKey);
  const ids = new Set(leak.kinds.map((kind) => keySetId(leak.index, leak.version, kind)));
  const keySets: KeySet[] = [];
  for (const id of ids) {
    const units = id.startsWith('check-code/') ? right.units.code : right.units.check;
    const command = {
      order: 'open',
      importer: { key: importer, units, until: right.until },
      ceiling: leak.ceiling,
    } as const;
    const transport = { fetch: request.fetch, sleep: timerSleep, timeoutMs: 30_000 };
    const order = {
      ...transport,
      federation,
      group,
      owner: request.keys.signing,
      id,
      command,
      now,
      random: request.random,
    };
    keySets.push(await withPatience(patienceOf(request, 'evaluate'), () => sendKeySetOrder(order)));
  }
  return keySets;
}

/** The request's patience, which reports waiting under the given step. */
export function patienceOf(request: ImportRequest, step: 'evaluate' | 'publish') {
  return {
    seconds: request.patienceSeconds,
    now: request.now,
    sleep: timerSleep,
    waiting: (waiting: string) => {
      request.report({ step, done: 0, total: null, unit: 'vaults', waiting });
    },
  };
}

function withSpare(terms: number): number {
  return Math.ceil(terms * (1 + SPARE_SHARE)) + SPARE_UNITS;
}
