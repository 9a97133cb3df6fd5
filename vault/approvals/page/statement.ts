import { practiceStatementSchema, type PracticeStatement } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, verifyCompact } from '@etanche/core-wire';
import { CallFailed } from './call.ts';
import type { VaultEntry } from './practice-view.ts';

/**
 * Verifies and reads a vault's statement about a practice. The keys of the other vaults come from the page's own vault;
 * a statement with any other signature is not shown.
 *
 * @param jws compact, `typ` etanche-practice-statement+jws
 * @throws CallFailed `answer_malformed`
 */
export async function readStatement(
  jws: string,
  { index, signingKey }: Pick<VaultEntry, 'index' | 'signingKey'>,
  practice: string,
): Promise<PracticeStatement> {
  try {
    const { payload } = await verifyCompact(jws, jwsTypes.practiceStatement, fromBase64url(signingKey, 32));
    const content: unknown = JSON.parse(fromUtf8(payload));
    const statement = parseShape(practiceStatementSchema, content, 'statement');
    if (statement.practice !== practice || statement.index !== index) throw new Error('practice');
    return statement;
  } catch {
    throw new CallFailed('answer_malformed');
  }
}
