import { setTimeout as sleep } from 'node:timers/promises';
import { isEtancheError, toBase64url } from '@etanche/core-wire';
import type { ListedWrite } from '@etanche/core-records-protocol';
import { call, Refused } from './api.ts';
import type { TestMember } from './data-fixture.ts';
import { makeSeal } from './importing.ts';
import { ScopeWriter } from './scope-writer.ts';
import { random } from './store.ts';

const listed = 5;
/** Codes after which the same list is sent again. */
const again = ['store_unavailable', 'overloaded', 'vaults_unreachable'];

/**
 * Writes list after list of new patients without pause. A list whose answer never came is sent again under the same
 * keys, in another order and without its first write, which follows alone.
 */
export class RestlessImporter {
  readonly acknowledged: ScopeWriter[] = [];
  readonly refused: string[] = [];
  readonly #who: TestMember;
  readonly #token: string;
  readonly #batch: string;
  readonly #target: () => string;

  constructor(who: TestMember, token: string, batch: string, target: () => string) {
    this.#who = who;
    this.#token = token;
    this.#batch = batch;
    this.#target = target;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const patients = Array.from({ length: listed }, () => new ScopeWriter(this.#who.session.practice));
      const writes = await Promise.all(
        patients.map(async (patient): Promise<ListedWrite> => {
          const more = { kind: 'import', seal: makeSeal(this.#batch) } as const;
          const { body, accept } = await patient.next(this.#who, [{}, { compartment: 'clinical' }], more);
          accept();
          return { scope: patient.scope, key: toBase64url(random(16)), write: body };
        }),
      );
      if (!(await this.#send(writes, signal))) return;
      this.acknowledged.push(...patients);
    }
  }

  async #send(writes: readonly ListedWrite[], signal: AbortSignal): Promise<boolean> {
    const [first, ...others] = writes;
    if ((await this.#sendOnce(writes)) === 'done') return true;
    for (const part of [others.toReversed(), first === undefined ? [] : [first]]) {
      for (let outcome = await this.#sendOnce(part); outcome !== 'done'; outcome = await this.#sendOnce(part)) {
        if (outcome === 'refused' || signal.aborted) return false;
        await sleep(20);
      }
    }
    return true;
  }

  async #sendOnce(writes: readonly ListedWrite[]): Promise<'done' | 'refused' | 'unknown'> {
    try {
      const { outcomes } = await call(this.#target(), 'writeList', {
        token: this.#token,
        body: { writes: [...writes] },
      });
      const problems = outcomes.flatMap(({ problem }) => (problem === undefined ? [] : [problem.code]));
      this.refused.push(...problems);
      return problems.length === 0 ? 'done' : 'refused';
    } catch (error) {
      if (error instanceof Refused && again.includes(error.code)) return 'unknown';
      if (!isEtancheError(error)) return 'unknown';
      this.refused.push(error.code);
      return 'refused';
    }
  }
}
