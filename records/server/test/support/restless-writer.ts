import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isEtancheError } from '@etanche/core-wire';
import type { Write } from '@etanche/core-records-protocol';
import { Refused } from './api.ts';
import type { TestMember } from './data-fixture.ts';
import { postWrite } from './http-calls.ts';
import { ScopeWriter } from './scope-writer.ts';

/** Writes patient after patient without pause; a write whose answer never came is sent again as it was. */
export class RestlessWriter {
  readonly patients: ScopeWriter[] = [];
  /** Acknowledged writes, by scope and sequence. */
  readonly acknowledged: { readonly scope: string; readonly sequence: number }[] = [];
  /** Refusals other than those that ask to come again. */
  readonly refused: string[] = [];
  readonly #who: TestMember;
  readonly #token: string;
  readonly #target: () => string;

  constructor(who: TestMember, token: string, target: () => string) {
    this.#who = who;
    this.#token = token;
    this.#target = target;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const patient = new ScopeWriter(this.#who.session.practice);
      this.patients.push(patient);
      for (let i = 0; i < 4; i++) {
        const resources = Array.from(patient.current.keys()).slice(0, 2);
        const wanted = [...resources.map((resource) => ({ resource })), {}, { compartment: 'clinical' as const }];
        const { body, accept } = await patient.next(this.#who, wanted);
        if (!(await this.#send(patient.scope, body, signal))) return;
        accept();
        this.acknowledged.push({ scope: patient.scope, sequence: patient.sequence });
      }
    }
  }

  /** Until it is acknowledged, with one idempotency key. */
  async #send(scope: string, body: Write, signal: AbortSignal): Promise<boolean> {
    const key = randomBytes(16).toString('base64url');
    for (;;) {
      try {
        await postWrite(this.#target(), this.#token, scope, body, key);
        return true;
      } catch (error) {
        if (
          error instanceof Refused &&
          !['store_unavailable', 'overloaded', 'vaults_unreachable'].includes(error.code)
        ) {
          this.refused.push(error.code);
          return false;
        }
        if (isEtancheError(error) || signal.aborted) return false;
        await sleep(20);
      }
    }
  }
}
