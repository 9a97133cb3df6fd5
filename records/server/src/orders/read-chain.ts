import {
  practicesPath,
  practiceStatementSchema,
  type Federation,
  type PracticeStatement,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, limits, parseShape, verifyCompact } from '@etanche/core-wire';
import { agreedView, type ChainView } from './chain-view.ts';
import { getText, VaultRefused, type Fetch } from './vault-http.ts';

export type VaultReader = {
  readonly federation: Federation;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly now: () => number;
};
export type Vault = Federation['vaults'][number];
export type ReadChain = { readonly view: ChainView; readonly vaults: readonly Vault[] };

/**
 * Asks all vaults in parallel for their statement on a practice, and returns as soon as t of them agree.
 *
 * @returns null if fewer than t of them agree; otherwise also the vaults that agree
 */
export async function readChain(reader: VaultReader, practice: string): Promise<ReadChain | null> {
  const { vaults, threshold } = reader.federation;
  const statements: PracticeStatement[] = [];
  const { promise, resolve } = Promise.withResolvers<ReadChain | null>();
  const conclude = (all: boolean) => {
    const agreed = agreedView(statements, threshold, all);
    if (agreed !== null) {
      resolve({ view: agreed.view, vaults: vaults.filter(({ index }) => agreed.indices.includes(index)) });
    } else if (all) resolve(null);
  };
  const asked = vaults.map(async (vault) => {
    try {
      statements.push(await readStatement(reader, vault, practice));
      conclude(false);
    } catch {
      // An unreachable, slow or lying vault counts as one that does not agree.
    }
  });
  void Promise.all(asked).then(() => {
    conclude(true);
  });
  return promise;
}

/** A vault's statement on a practice; null if it lacks the practice. @throws on every other failure */
export async function askStatement(
  reader: VaultReader,
  vault: Vault,
  practice: string,
): Promise<PracticeStatement | null> {
  try {
    return await readStatement(reader, vault, practice);
  } catch (error) {
    if (error instanceof VaultRefused && error.code === 'practice_unknown') return null;
    throw error;
  }
}

async function readStatement(reader: VaultReader, vault: Vault, practice: string): Promise<PracticeStatement> {
  const jws = await getText(reader.fetch, `${vault.url}${practicesPath}/${practice}`, reader.timeoutMs);
  const { payload } = await verifyCompact(jws.trim(), jwsTypes.practiceStatement, fromBase64url(vault.signingKey, 32));
  const statement = parseShape(practiceStatementSchema, JSON.parse(fromUtf8(payload)), 'practice statement');
  const age = Math.abs(reader.now() - statement.time * 1000);
  const fits = statement.practice === practice && statement.index === vault.index;
  if (!fits || age > limits.requestAgeSeconds * 1000) throw new Error('a statement of another practice or time');
  return statement;
}
