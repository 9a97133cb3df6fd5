import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message } from '@etanche/core-exchange-protocol';
import { decodeElement, type ConstantTimeGroup, type Scalar } from '@etanche/core-oprf';
import {
  inboxSplit,
  openMessageBody,
  openMessageKey,
  roleKey,
  verifyMemberStatement,
  type InboxKeys,
} from '@etanche/core-sealing';
import { fromBase64url, fromUtf8, type Bytes } from '@etanche/core-wire';
import { openDatabase, Secret } from '@etanche/platform';
import { candidateKeys, stealVault } from '../../system/candidate-keys.ts';
import type { StolenSecrets } from './stolen-secrets.ts';
import { vaultDirectory } from './stolen-vaults.ts';

/** A message as it lies in the stolen database of its recipient's server, with its sealed body. */
export type StolenMessage = {
  readonly message: Message;
  /** The sender's statement of keys. */
  readonly keys: string;
  readonly body: Bytes;
};

/** Reads a practice's inbox from the database and the files of the records server. */
export async function stealInbox(url: string, directory: string, practice: string): Promise<StolenMessage[]> {
  await using database = openDatabase({
    ...{ url: new Secret(url), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 120_000 },
  });
  const { rows } = await database.transaction(async (client) => {
    await client.query("SELECT set_config('etanche.practice', $1, true)", [practice]);
    return client.query<{ statement: string; keys: string }>(
      'SELECT statement, keys FROM inbox_message WHERE practice = $1 ORDER BY received_at, message',
      [practice],
    );
  });
  return await Promise.all(
    rows.map(async ({ statement, keys }) => {
      const payload = fromUtf8(fromBase64url(statement.split('.')[1] ?? '', undefined));
      const message = JSON.parse(payload) as Message;
      const body = await readFile(join(directory, 'binaries', practice, `${message.message}.1`));
      return { message, keys, body: Uint8Array.from(body) };
    }),
  );
}

/** Every key that the seeds of stolen vaults give for the inbox of a practice. */
export function inboxKeys(
  group: ConstantTimeGroup,
  directory: string,
  vaults: readonly number[],
  practice: string,
): Scalar[] {
  const stolen = vaults.map((index) => stealVault(vaultDirectory(directory, index)));
  return candidateKeys(group, stolen, `inbox/${practice}`);
}

/**
 * Opens the messages that open with one of these keys of vaults and these secrets of a practice.
 *
 * @param element the split element of the recipient's entry, which is public
 * @returns the documents
 */
export async function openStolen(
  group: ConstantTimeGroup,
  stolen: readonly StolenMessage[],
  {
    element,
    keys,
    secrets,
  }: { readonly element: Bytes; readonly keys: readonly Scalar[]; readonly secrets: Pick<StolenSecrets, 'roleSecret'> },
): Promise<string[]> {
  const documents: string[] = [];
  for (const { message, keys: statement, body } of stolen) {
    const { author } = await verifyMemberStatement(statement);
    const { epoch, recipient } = message;
    const secret = secrets.roleSecret('care', epoch);
    if (secret === null) continue;
    const care = await roleKey(recipient.practice, epoch, 'care', secret);
    const inbox: InboxKeys = { element, sealing: care.publicKey };
    const split = group.reduce(await inboxSplit(recipient.practice, epoch, secret));
    for (const key of keys) {
      const evaluated = group.multiply(group.multiply(decodeElement(group, message.element), split), key);
      const opened = await openMessageKey(message, inbox, care, evaluated)
        .then((messageKey) => openMessageBody(messageKey, message, body, author))
        .catch(() => null);
      if (opened === null) continue;
      documents.push(opened.body.document);
      break;
    }
  }
  return documents;
}
