import { type Freshness } from '@etanche/core-records-protocol';
import { jwsTypes, utf8 } from '@etanche/core-wire';
import type { ServerKey } from '../config/server-key.ts';
import { headHash } from './head.ts';

/**
 * Signs that a head is the latest (docs/protocol.md 7.4), for every answer about a scope. The compact JWS has the encoding
 * of docs/protocol.md section 0 and is written here, because a general library is three times slower and every read signs.
 */
export class FreshnessSigner {
  readonly #key: CryptoKey;
  readonly #header: string;
  readonly #now: () => number;

  constructor({ key, publicKey }: Pick<ServerKey, 'key' | 'publicKey'>, now: () => number) {
    this.#key = key;
    this.#now = now;
    const header = { alg: 'EdDSA', kid: publicKey, typ: jwsTypes.freshness };
    this.#header = Buffer.from(JSON.stringify(header)).toString('base64url');
  }

  /** @param head the JWS of the current head */
  async sign(practice: string, scope: string, sequence: number, head: string): Promise<string> {
    const time = Math.floor(this.#now() / 1000);
    const payload = JSON.stringify({ practice, scope, sequence, head: headHash(head), time } satisfies Freshness);
    const signed = `${this.#header}.${Buffer.from(payload).toString('base64url')}`;
    const signature = Buffer.from(await crypto.subtle.sign('Ed25519', this.#key, utf8(signed)));
    return `${signed}.${signature.toString('base64url')}`;
  }
}
