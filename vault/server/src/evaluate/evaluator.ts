import { decodeElement, OprfError, type Group } from '@etanche/core-oprf';
import {
  isPublicPurpose,
  parseKeySetId,
  signedEvaluateSchema,
  type EvaluateRequest,
  type EvaluateResponse,
  type PracticePurpose,
  type QuotaLimit,
  type SignedEvaluate,
} from '@etanche/core-vault-protocol';
import {
  concat,
  fromBase64url,
  fromUtf8,
  jwsTypes,
  limits,
  parseShape,
  verifyCompact,
  type Bytes,
} from '@etanche/core-wire';
import type { Admission, Admitted } from '../http/admission.ts';
import type { ClaimAnswer } from './claim.ts';
import type { ClaimQueue } from './claim-queue.ts';
import type { KnownCallers } from '../http/known-callers.ts';
import type { EvaluationPool } from './evaluation-pool.ts';
import type { MemberStore } from '../orders/member-store.ts';
import type { NetworkQuota } from '../http/network-quota.ts';
import type { QuotaStore } from '../store/quota-store.ts';
import { Refusal, retryAfterSeconds } from '../http/refusal.ts';
import type { Lane } from '../http/lane.ts';
import type { LastCount } from '../store/last-count.ts';
import type { WorkChallenges } from '../http/work-challenges.ts';

type EvaluatorOptions = {
  readonly index: number;
  /** This vault's signing key, base64url: the audience of signed requests. */
  readonly signingKey: string;
  readonly group: Group;
  readonly admission: Admission;
  readonly callers: KnownCallers;
  readonly networks: NetworkQuota;
  readonly work: WorkChallenges;
  /** Percentage of a ceiling that requests without proof of work may use. */
  readonly unpaidShare: number;
  readonly claims: ClaimQueue;
  readonly quota: QuotaStore;
  readonly members: MemberStore;
  /** Claims of members: practices take turns, and so do the keys of each. */
  readonly memberClaims: Lane;
  readonly lastCount: LastCount;
  readonly pool: EvaluationPool;
  readonly now: () => number;
};

type SpentCode = 'quota_ceiling' | 'quota_importer' | 'quota_member' | 'quota_practice' | 'store_spent';

/** An evaluation for a signer, and the type of caller. */
type SignedAnswer = { readonly answer: EvaluateResponse; readonly caller: 'importer' | 'member' };

/**
 * Evaluates for anonymous callers, importers and members. The order of the steps matters: cheap checks come first, the
 * units are committed before the multiplication, and after the commit only a failure can refuse the request.
 */
export class Evaluator {
  readonly #options: EvaluatorOptions;

  constructor(options: EvaluatorOptions) {
    this.#options = options;
  }

  /**
   * @param address of the caller; null, if it is not known, is refused
   * @throws Refusal
   */
  async anonymous(request: EvaluateRequest, address: string | null): Promise<EvaluateResponse> {
    const { admission, networks, work, now } = this.#options;
    const { purpose } = parseKeySetId(request.keySet);
    if (!isPublicPurpose(purpose)) throw new Refusal('key_set_unknown');
    if (address === null)
      throw new Refusal('request_invalid', { detail: 'The request did not come through the proxy.' });
    const units = request.elements.length;
    this.#requireCapacity(units, 'anonymous');
    const elements = this.#decode(request.elements);
    const network = networks.claim(address, purpose, units, now());
    if (!network.granted) throw new Refusal('quota_network', { retryAfter: retryAfterSeconds(network.retryMs) });
    return admission.run(units, 'anonymous', async () => {
      const share = work.accept(request, now()) ? 100 : this.#options.unpaidShare;
      try {
        const answer = await this.#options.claims.claim(request.keySet, { units, share });
        this.#requireGranted(answer, request.keySet, 'quota_ceiling');
      } catch (error) {
        networks.refund(address, purpose, units, now());
        throw error;
      }
      return this.#multiply(request.keySet, elements, units, 'anonymous');
    });
  }

  /**
   * Anyone can sign with a key of their own. An unknown key waits in the lane of unverified callers, and uses none of
   * the capacity, until its right is found.
   *
   * @param address of the caller, or null if it is not known
   * @throws Refusal: `caller_refused` for every fault of the signature or the right
   */
  async signed(jws: string, address: string | null): Promise<SignedAnswer> {
    const { request, caller } = await this.#verify(jws);
    const units = request.elements.length;
    const { purpose, name } = parseKeySetId(request.keySet);
    const isPublic = isPublicPurpose(purpose);
    const admitted = { practice: isPublic ? null : name, key: caller };
    this.#requireCapacity(units, admitted);
    const elements = this.#decode(request.elements);
    const key = await this.#options.callers.find(isPublic ? request.keySet : name, caller, isPublic, address);
    if (key === 'unknown') throw new Refusal('caller_refused');
    return this.#options.admission.run(units, admitted, async () => {
      if (isPublic) await this.#claimForImporter(request, caller);
      else await this.#claimForMember(request, caller, key, purpose, name);
      const answer = await this.#multiply(request.keySet, elements, units, 'known');
      return { answer, caller: isPublic ? 'importer' : 'member' };
    });
  }

  async #claimForImporter(request: SignedEvaluate, importer: string): Promise<void> {
    const { quota, lastCount, now } = this.#options;
    if (request.emergency !== undefined) throw new Refusal('caller_refused');
    const claim = { ...request, importer, units: request.elements.length };
    const answer = await quota.claimImporter(claim, now(), lastCount.floor);
    this.#requireGranted(answer, request.keySet, 'quota_importer');
  }

  /**
   * Claims for a member or an importer of the practice in the key set.
   *
   * The key is looked up before the reservation, which may write: anyone can sign with an unknown key, and a replaced
   * key remains with its former holder. The earlier refusal only reveals to the sender that its own key is unknown.
   */
  async #claimForMember(
    request: SignedEvaluate,
    caller: string,
    key: 'current' | 'ended',
    purpose: PracticePurpose,
    practice: string,
  ): Promise<void> {
    const { members, memberClaims, lastCount, now } = this.#options;
    const units = request.elements.length;
    const claim = { practice, purpose, caller, jti: request.jti, iat: request.iat, units };
    const answer = await memberClaims.run([practice, caller], async () => {
      // A retired key can never be used again: the claim grants nothing and raises an alarm.
      if (key === 'current') await lastCount.reserve(units);
      return members.claim({ ...claim, emergency: request.emergency === true }, now(), lastCount.floor);
    });
    this.#requireGranted({ ...answer, percent: 0 }, request.keySet, `quota_${answer.of}`, answer.limit);
  }

  /** Checked before counting: otherwise the units would be lost without an evaluation. */
  #requireCapacity(units: number, of: Admitted): void {
    const { admission, pool } = this.#options;
    if (pool.workers === 0) throw new Refusal('overloaded', { retryAfter: 1 });
    admission.require(units, of);
  }

  async #verify(jws: string): Promise<{ request: SignedEvaluate; caller: string }> {
    try {
      // The claim looks up the signer's right to this key set and counts its units in one statement.
      const resolve = (kid: string) => Promise.resolve(fromBase64url(kid, 32));
      const { payload, kid } = await verifyCompact(jws, jwsTypes.evaluate, resolve);
      const request = parseShape(signedEvaluateSchema, JSON.parse(fromUtf8(payload)), 'request');
      const age = Math.abs(this.#options.now() / 1000 - request.iat);
      if (request.aud !== this.#options.signingKey || age > limits.requestAgeSeconds)
        throw new Refusal('caller_refused');
      return { request, caller: kid };
    } catch (cause) {
      throw new Refusal('caller_refused', {}, { cause });
    }
  }

  #decode(elements: readonly string[]): Bytes {
    try {
      return concat(...elements.map((element) => decodeElement(this.#options.group, element)));
    } catch (cause) {
      if (cause instanceof OprfError) throw new Refusal('element_invalid', {}, { cause });
      throw cause;
    }
  }

  #requireGranted(
    answer: ClaimAnswer | undefined,
    keySet: string,
    spent: SpentCode,
    limit: QuotaLimit | null = null,
  ): void {
    if (answer === undefined) throw new Refusal('store_unavailable', { retryAfter: 5 });
    switch (answer.outcome) {
      case 'granted':
        return;
      case 'unknown':
        throw new Refusal('key_set_unknown');
      case 'withdrawn':
        throw new Refusal('key_set_withdrawn');
      case 'superseded':
        throw new Refusal('key_set_superseded');
      case 'refused':
        throw new Refusal('caller_refused');
      case 'behind':
        this.#options.lastCount.suspect();
        throw new Refusal('store_unavailable', { retryAfter: 5 });
      case 'work': {
        const work = this.#options.work.challenge(keySet, answer.percent, this.#options.now());
        throw new Refusal('work_required', { retryAfter: 0, work });
      }
      case 'minute':
      case 'day':
      case 'month':
      case 'burst':
      case 'total':
      case 'spent': {
        const code = answer.outcome === 'spent' ? 'store_spent' : spent;
        throw new Refusal(code, {
          ...(answer.retryMs === null ? {} : { retryAfter: retryAfterSeconds(answer.retryMs) }),
          ...(limit === null ? {} : { limit }),
        });
      }
    }
  }

  async #multiply(
    keySet: string,
    elements: Bytes,
    units: number,
    caller: 'anonymous' | 'known',
  ): Promise<EvaluateResponse> {
    const evaluated = await this.#options.pool.evaluate(keySet, elements, caller);
    const { buffer, byteOffset, length } = evaluated.elements;
    const joined = Buffer.from(buffer, byteOffset, length);
    return {
      keySet,
      index: this.#options.index,
      elements: Array.from({ length: units }, (_, i) => joined.toString('base64url', i * 32, i * 32 + 32)),
      proof: Buffer.from(evaluated.proof).toString('base64url'),
    };
  }
}
