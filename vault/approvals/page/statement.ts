import { practiceStatementSchema, type PracticeStatement } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, parseShape, utf8 } from '@etanche/core-wire';
import { CallFailed } from './call.ts';
import type { VaultEntry } from './practice-view.ts';

/**
 * Verifies and reads a vault's statement about a practice. The keys of the other vaults come from the page's own vault;
 * a statement with any other signature is not shown.
 *
 * @param jws compact, `typ` etanche-practice-statement+jws
 * @throws CallFailed `answer_malformed`, `browser_too_old`
 */
export async function readStatement(
  jws: string,
  { index, signingKey }: Pick<VaultEntry, 'index' | 'signingKey'>,
  practice: string,
): Promise<PracticeStatement> {
  const [header = '', payload = '', signature = '', ...rest] = jws.split('.');
  const expected = JSON.stringify({ alg: 'EdDSA', kid: signingKey, typ: 'etanche-practice-statement+jws' });
  try {
    if (rest.length > 0 || fromUtf8(fromBase64url(header, undefined)) !== expected) throw new Error('header');
    const key = await importKey(signingKey);
    const message = utf8(`${header}.${payload}`);
    if (!(await crypto.subtle.verify('Ed25519', key, fromBase64url(signature, 64), message)))
      throw new Error('signature');
    const said: unknown = JSON.parse(fromUtf8(fromBase64url(payload, undefined)));
    const statement = parseShape(practiceStatementSchema, said, 'statement');
    if (statement.practice !== practice || statement.index !== index) throw new Error('practice');
    return statement;
  } catch (error) {
    throw error instanceof CallFailed ? error : new CallFailed('answer_malformed');
  }
}

async function importKey(signingKey: string): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('raw', fromBase64url(signingKey, 32), 'Ed25519', false, ['verify']);
  } catch (error) {
    const old = error instanceof DOMException && error.name === 'NotSupportedError';
    throw new CallFailed(old ? 'browser_too_old' : 'answer_malformed');
  }
}
