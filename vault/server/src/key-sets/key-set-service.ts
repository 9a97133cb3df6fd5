import {
  isPublicPurpose,
  keySetIdPattern,
  keySetOrderSchema,
  parseKeySetId,
  suite,
  type KeySetOrder,
  type KeySetStatement,
  type OpenKeySet,
} from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  jwsTypes,
  parseShape,
  signCompact,
  toBase64url,
  utf8,
  verifyCompact,
} from '@etanche/core-wire';
import type { VaultConfig } from '../config/config.ts';
import type { EvaluationPool } from '../evaluate/evaluation-pool.ts';
import type { KeySetStore, PublishedIndex } from './key-set-store.ts';
import { Refusal } from '../http/refusal.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';
import type { SigningKey } from '../seeds/signing-key.ts';

const dayMs = 86_400_000;
const publishedName = /^([a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?)\.([1-9][0-9]{0,6})$/;
const wellFormed = new RegExp(keySetIdPattern);

type KeySetServiceOptions = {
  readonly position: VaultPosition;
  readonly config: Pick<VaultConfig, 'operators' | 'ceiling' | 'importer'>;
  readonly signingKey: SigningKey;
  readonly keySets: KeySetStore;
  readonly pool: EvaluationPool;
  readonly now: () => number;
};

/** Handles the operators' orders on key sets, and signs statements of this vault's share of each. */
export class KeySetService {
  readonly #options: KeySetServiceOptions;

  constructor(options: KeySetServiceOptions) {
    this.#options = options;
  }

  /**
   * @returns the order, and the statement of its key set as a compact JWS
   * @throws Refusal
   */
  async execute(jws: string): Promise<{ order: KeySetOrder; statement: string }> {
    const { keySets, now } = this.#options;
    const { order, owner } = await this.#verify(jws);
    const { purpose, name } = parseKeySetId(order.keySet);
    const index = readPublishedIndex(name);
    if ((purpose !== 'check' && purpose !== 'check-code') || index === null) {
      throw new Refusal('order_refused', {
        detail: 'The name of an operator’s key set is check or check-code and <index>.<version>.',
      });
    }
    if (order.order === 'open') this.#checkOpen(order);
    await keySets.execute(order, owner, index, now());
    return { order, statement: await this.#sign(order.keySet) };
  }

  /** @throws Refusal `key_set_unknown`, `key_set_withdrawn` */
  async statement(keySet: string): Promise<string> {
    if (!wellFormed.test(keySet)) throw new Refusal('key_set_unknown');
    const { purpose, name } = parseKeySetId(keySet);
    if (!isPublicPurpose(purpose)) {
      if (!(await this.#options.keySets.hasPractice(name))) throw new Refusal('key_set_unknown');
      return this.#sign(keySet);
    }
    const known = await this.#options.keySets.find(keySet);
    if (known === null) throw new Refusal('key_set_unknown');
    if (known.withdrawn) throw new Refusal('key_set_withdrawn');
    return this.#sign(keySet);
  }

  async #verify(jws: string): Promise<{ order: KeySetOrder; owner: string }> {
    const { config, signingKey } = this.#options;
    try {
      const resolve = (kid: string) => Promise.resolve(config.operators.includes(kid) ? fromBase64url(kid, 32) : null);
      const { payload, kid } = await verifyCompact(jws, jwsTypes.keySetOrder, resolve);
      const order = parseShape(keySetOrderSchema, JSON.parse(fromUtf8(payload)), 'order');
      if (order.aud !== signingKey.publicKey) throw new Refusal('caller_refused');
      return { order, owner: kid };
    } catch (cause) {
      throw new Refusal('caller_refused', {}, { cause });
    }
  }

  #checkOpen({ importer, ceiling }: OpenKeySet): void {
    const { config, now } = this.#options;
    if (ceiling.perMinute > config.ceiling.perMinute || ceiling.perDay > config.ceiling.perDay) {
      throw new Refusal('order_refused', { detail: 'The ceiling exceeds the limit of this vault.' });
    }
    if (importer.units > config.importer.units) {
      throw new Refusal('order_refused', { detail: 'The importer’s units exceed the limit of this vault.' });
    }
    if (importer.until * 1000 > now() + config.importer.days * dayMs) {
      throw new Refusal('order_refused', { detail: 'The importer’s right lasts longer than the limit of this vault.' });
    }
  }

  async #sign(keySet: string): Promise<string> {
    const { position, signingKey, pool } = this.#options;
    const statement: KeySetStatement = {
      keySet,
      suite,
      vaults: position.vaults,
      threshold: position.threshold,
      index: position.index,
      publicKey: toBase64url(await pool.publicKey(keySet)),
    };
    const payload = utf8(JSON.stringify(statement));
    return signCompact(payload, jwsTypes.keySetStatement, signingKey.key, signingKey.publicKey);
  }
}

function readPublishedIndex(keySetName: string): PublishedIndex | null {
  const [, name, version] = publishedName.exec(keySetName) ?? [];
  return name === undefined ? null : { name, version: Number(version) };
}
