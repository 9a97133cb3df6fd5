import { sign, type KeyObject } from 'node:crypto';
import { type Freshness } from '@etanche/core-records-protocol';
import { jwsTypes, utf8 } from '@etanche/core-wire';
import type { ServerKey } from '../config/server-key.ts';
import { jwsHash } from '../data/jws-hash.ts';

/**
 * Signs that a head is the latest (docs/protocol.md 7.4), for every answer about a scope. The compact JWS has the
 * encoding of docs/protocol.md section 0 and is written here, because a general library is three times slower and every
 * read signs. The signature is synchronous: it takes less time than to hand it to another thread.
 */
export class FreshnessSigner {
  readonly #key: KeyObject;
  readonly #header: string;
  readonly #now: () => number;

  constructor({ signer, publicKey }: Pick<ServerKey, 'signer' | 'publicKey'>, now: () => number) {
    this.#key = signer;
    this.#now = now;
    const header = { alg: 'EdDSA', kid: publicKey, typ: jwsTypes.freshness };
    this.#header = Buffer.from(JSON.stringify(header)).toString('base64url');
  }

  /**
   * @param head the JWS of the current head
   * @param time seconds since 1970, at which the head was the latest; now by default
   */
  sign(practice: string, scope: string, sequence: number, head: string, time = this.#seconds()): string {
    const payload = JSON.stringify({ practice, scope, sequence, head: jwsHash(head), time } satisfies Freshness);
    const signed = `${this.#header}.${Buffer.from(payload).toString('base64url')}`;
    return `${signed}.${sign(null, utf8(signed), this.#key).toString('base64url')}`;
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}
