import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import type { Compartment, ScopePurpose, SealedPack } from '@etanche/core-sealing';
import { openDatabase, Secret, type Queryable } from '@etanche/platform';
import type { PostingKeys } from '@etanche/records-server';
import { payloadOf } from './jws-payload.ts';

export type StolenScope = {
  readonly purpose: ScopePurpose;
  /** 32 bytes; null if destroyed. */
  readonly erasure: Bytes | null;
  /** Set for a scope created by an importer; null for one created by a member. */
  readonly element: Bytes | null;
  /** All packs, not only those with current versions. */
  readonly packs: SealedPack[];
};
type StolenKeys = {
  readonly member: string;
  /** 32 bytes each, except `sealing`. */
  readonly hash: Bytes;
  readonly auth: Bytes;
  readonly author: Bytes;
  readonly grant: Bytes;
  readonly sealing: Bytes;
};

/** The data of one practice in the records database, as an attacker reads it: rows without any verification. */
export type StolenRows = {
  readonly practice: string;
  readonly scopes: ReadonlyMap<string, StolenScope>;
  /** Postings by locator, base64url, with the server's outer seal. */
  readonly postings: ReadonlyMap<string, readonly Bytes[]>;
  readonly cards: ReadonlyMap<string, Bytes>;
  /** JWS texts. */
  readonly grants: readonly string[];
  /** Batches of importers, by id. */
  readonly batches: ReadonlyMap<string, string>;
  readonly epochs: readonly string[];
  readonly keys: readonly StolenKeys[];
  /** The kit's public sealing key, and the hash of its keys. */
  readonly kit: { readonly sealing: Bytes; readonly hash: Bytes };
  readonly keyrings: readonly { readonly member: string; readonly credential: string; readonly sealed: Bytes }[];
  readonly recoveries: readonly { readonly member: string; readonly plan: Bytes; readonly sealed: Bytes }[];
  /** The helpers' shares. */
  readonly helperSecrets: readonly { readonly member: string; readonly helper: string; readonly sealed: Bytes }[];
};

/**
 * Reads all practices.
 *
 * @param url of the records database, password included
 * @param postingKeys of the records server, which are not in its database; without them postings stay as stored
 */
export async function stealRows(
  url: string,
  postingKeys: PostingKeys | null = null,
): Promise<ReadonlyMap<string, StolenRows>> {
  await using database = openDatabase({
    ...{ url: new Secret(url), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 120_000 },
  });
  const { rows } = await database.query<{ practice: string }>('SELECT practice FROM tenant');
  const stolen = new Map<string, StolenRows>();
  for (const { practice } of rows) {
    // Row security also applies to the owner, who bypasses it as the server does.
    const taken = database.transaction(async (client) => {
      await client.query("SELECT set_config('etanche.practice', $1, true)", [practice]);
      return readPractice(client, practice, postingKeys);
    });
    stolen.set(practice, await taken);
  }
  return stolen;
}

async function readPractice(client: Queryable, practice: string, postingKeys: PostingKeys | null): Promise<StolenRows> {
  const rows = async <Row extends Record<string, unknown>>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql, [practice])).rows;
  const postings = await rows<{ locator: Buffer; owner: Buffer; sealed: Buffer }>(
    'SELECT locator, owner, sealed FROM posting WHERE practice = $1',
  );
  const cards = await rows<{ scope: string; sealed: Buffer }>('SELECT scope, sealed FROM card WHERE practice = $1');
  const grants = await rows<{ statement: string }>('SELECT statement FROM key_grant WHERE practice = $1');
  const batches = await rows<{ batch: string; statement: string }>(
    'SELECT batch, statement FROM import_batch WHERE practice = $1',
  );
  const epochs = await rows<{ statement: string }>('SELECT statement FROM epoch WHERE practice = $1 ORDER BY epoch');
  const keys = await rows<Record<'member' | 'keys' | 'auth' | 'author' | 'grant_key' | 'sealing', string>>(
    'SELECT member, keys, auth, author, grant_key, sealing FROM member_keys WHERE practice = $1',
  );
  const [kit] = await rows<Record<'kit_sealing' | 'kit_keys', string>>(
    'SELECT kit_sealing, kit_keys FROM practice WHERE practice = $1',
  );
  const keyrings = await rows<Record<'member' | 'credential' | 'keyring', string>>(
    'SELECT member, credential, keyring FROM passkey WHERE practice = $1',
  );
  const recoveries = await rows<Record<'member' | 'plan' | 'keyring', string>>(
    'SELECT member, plan, keyring FROM recovery_plan WHERE practice = $1',
  );
  const helpers = await rows<Record<'member' | 'helper' | 'sealed', string>>(
    'SELECT member, helper, sealed FROM recovery_helper WHERE practice = $1',
  );
  const bytes = (text: string): Bytes => fromBase64url(text, undefined);
  const opened = ({ locator, owner, sealed }: (typeof postings)[number]): Bytes =>
    Uint8Array.from(postingKeys === null ? sealed : postingKeys.unwrap({ practice, locator }, owner, sealed));
  return {
    practice,
    scopes: await readScopes(rows, practice),
    postings: new Map(
      Array.from(
        Map.groupBy(postings, ({ locator }) => toBase64url(locator)),
        ([locator, found]) => [locator, found.map(opened)],
      ),
    ),
    cards: new Map(cards.map(({ scope, sealed }) => [scope, Uint8Array.from(sealed)])),
    grants: grants.map(({ statement }) => statement),
    batches: new Map(batches.map(({ batch, statement }) => [batch, statement])),
    epochs: epochs.map(({ statement }) => statement),
    keys: keys.map(({ member, keys: hash, auth, author, grant_key: grant, sealing }) => ({
      ...{ member, hash: bytes(hash), auth: bytes(auth), author: bytes(author) },
      ...{ grant: bytes(grant), sealing: bytes(sealing) },
    })),
    kit: { sealing: bytes(kit?.kit_sealing ?? ''), hash: bytes(kit?.kit_keys ?? '') },
    keyrings: keyrings.map(({ member, credential, keyring }) => ({ member, credential, sealed: bytes(keyring) })),
    recoveries: recoveries.map(({ member, plan, keyring }) => ({
      ...{ member, plan: bytes(plan), sealed: bytes(keyring) },
    })),
    helperSecrets: helpers.map(({ member, helper, sealed }) => ({ member, helper, sealed: bytes(sealed) })),
  };
}

/** The element in a head. */
export function elementIn(head: string): Bytes | null {
  const { element } = JSON.parse(payloadOf(head)) as { readonly element?: string };
  return element === undefined ? null : fromBase64url(element, 32);
}

async function readScopes(
  rows: <Row extends Record<string, unknown>>(sql: string) => Promise<Row[]>,
  practice: string,
): Promise<Map<string, StolenScope>> {
  const secrets = await rows<{ scope: string; secret: Buffer }>(
    'SELECT scope, secret FROM erasable.secret WHERE practice = $1',
  );
  const erasure = new Map(secrets.map(({ scope, secret }) => [scope, Uint8Array.from(secret)]));
  // Patients that only fill the search index have no head and no file (fill-identities.ts).
  const found = await rows<{ scope: string; purpose: ScopePurpose; head: string }>(
    "SELECT scope, purpose, head FROM scope WHERE practice = $1 AND head <> '' ORDER BY scope",
  );
  const scopes = new Map(
    found.map(({ scope, purpose, head }): [string, StolenScope] => [
      scope,
      { purpose, erasure: erasure.get(scope) ?? null, element: elementIn(head), packs: [] },
    ]),
  );
  const packs = await rows<{
    scope: string;
    sequence: string;
    number: number;
    compartment: Compartment;
    carries: boolean;
    epoch: string;
    author: string;
    time: string;
    list: Buffer;
    digest: Buffer;
    salt: Buffer;
    sealed: Buffer;
    element: Buffer | null;
    batch: string | null;
  }>(
    `SELECT p.scope, sequence, p.number, compartment, carries, epoch, author, time, list, digest, salt, sealed, element, batch
     FROM scope_pack p LEFT JOIN scope_seal s ON s.practice = p.practice AND s.scope = p.scope AND s.number = p.seal
     WHERE p.practice = $1 ORDER BY p.scope, sequence, p.number`,
  );
  for (const { scope, number, compartment, carries, author, element, batch, ...row } of packs) {
    const place = {
      ...{ practice, scope, compartment, number, author, carries },
      ...{ sequence: Number(row.sequence), epoch: Number(row.epoch), time: Number(row.time) },
      ...(element !== null && batch !== null && { seal: { element: element.toString('base64url'), batch } }),
    };
    const [list, digest] = [Uint8Array.from(row.list), Uint8Array.from(row.digest)];
    const content = { salt: Uint8Array.from(row.salt), sealed: Uint8Array.from(row.sealed) };
    scopes.get(scope)?.packs.push({ place, list, digest, content: row.sealed.length === 0 ? null : content });
  }
  return scopes;
}
