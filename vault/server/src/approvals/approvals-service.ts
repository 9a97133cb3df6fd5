import { approverCardSchema, type Alarm, type ApproverCard, type Assertion } from '@etanche/core-vault-protocol';
import { jwsTypes, parseShape, sha256, signCompact, toBase64url, toRecordId, utf8 } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { recentAlarms } from '../orders/query-service.ts';
import { signersOf } from '../orders/signers.ts';
import { reading } from '../orders/order-service.ts';
import { verifyAssertion } from '../orders/verify-assertion.ts';
import { Refusal } from '../http/refusal.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import type { PageChallenges, ChallengeUse } from './page-challenges.ts';
import { verifyRegistration, type Registration } from './verify-registration.ts';

const alarmsShown = 50;

type ApprovalsServiceOptions = {
  readonly index: number;
  readonly signingKey: SigningKey;
  /** The origin of the page. */
  readonly origin: string;
  /** Whether approvers may use passkeys that can be copied into a cloud account. */
  readonly cloudPasskeys: boolean;
  readonly database: Database;
  readonly challenges: PageChallenges;
  readonly now: () => number;
};

/** Handles the requests of the approvals page to its own vault. */
export class ApprovalsService {
  readonly #options: ApprovalsServiceOptions;
  readonly site: Pick<ApproverCard, 'origin' | 'rpId'>;

  constructor(options: ApprovalsServiceOptions) {
    this.#options = options;
    this.site = { origin: options.origin, rpId: new URL(options.origin).hostname };
  }

  /** `approver` is the id that a registration with this challenge will get. */
  challenge(use: ChallengeUse): { challenge: string; approver: string } {
    const challenge = this.#options.challenges.issue(use);
    return { challenge: toBase64url(challenge), approver: approverOf(challenge) };
  }

  /**
   * @returns the approver card, a compact JWS. It has no effect until an order of a practice names it.
   * @throws Refusal `caller_refused` if the passkey or the challenge is not valid, `request_invalid`,
   *   `passkey_backup_eligible`
   */
  async register(challengeText: string, name: string, registration: Registration): Promise<string> {
    const { index, signingKey, challenges } = this.#options;
    if (name.trim() !== name || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(name)) {
      throw new Refusal('request_invalid', { detail: 'The name contains characters that cannot be displayed.' });
    }
    const challenge = challenges.read(challengeText, 'register');
    const passkey = await verifyRegistration(registration, this.site, challenge);
    if (passkey === null) throw new Refusal('caller_refused');
    if (passkey.backupEligible && !this.#options.cloudPasskeys) throw new Refusal('passkey_backup_eligible');
    await challenges.use(challenge);
    const card: ApproverCard = { approver: approverOf(challenge), name, index, ...this.site, ...passkey };
    const payload = utf8(JSON.stringify(parseShape(approverCardSchema, card, 'card')));
    return signCompact(payload, jwsTypes.approverCard, signingKey.key, signingKey.publicKey);
  }

  /**
   * Returns the latest alarms of a practice to one of its approvers. @throws Refusal `caller_refused`,
   * `store_unavailable`
   */
  async alarms(practice: string, approver: string, challengeText: string, assertion: Assertion): Promise<Alarm[]> {
    const { database, challenges, now, index } = this.#options;
    const challenge = challenges.read(challengeText, 'alarms');
    const { approvers } = await reading(() =>
      database.transaction((client) => signersOf(client, practice, 'approvers', now())),
    );
    const card = approvers.get(approver);
    if (card === undefined || !(await verifyAssertion(assertion, card, challenge))) throw new Refusal('caller_refused');
    await challenges.use(challenge);
    return recentAlarms(database, index, practice, alarmsShown);
  }
}

/** The id is derived from the challenge: one registration gives one id, however often it is sent. */
function approverOf(challenge: Uint8Array): string {
  return toRecordId(sha256(challenge).slice(0, 16));
}
