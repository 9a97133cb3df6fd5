import {
  blind,
  blindElements,
  combineAndFinalize,
  combineAndUnblind,
  decodeElement,
  type Element,
  type Group,
  type Scalar,
} from '@etanche/core-oprf';
import {
  evaluatePath,
  evaluateResponseSchema,
  mediaTypes,
  practicePurposes,
  problemSchema,
  type Federation,
  type PracticePurpose,
} from '@etanche/core-vault-protocol';
import { parseShape, toBase64url, type Bytes } from '@etanche/core-wire';
import type { Environment } from '@etanche/records-client';
import { createRequestSigner, queryPractice, type RequestSigner } from '@etanche/vault-client';
import type { KeyHolder } from './key-holder.ts';
import { isElement } from './scope-target.ts';

export type Draw = 'quota' | 'emergency';

/** A request that a vault granted, as its alarms count it. */
export type Grant = {
  readonly purpose: PracticePurpose;
  readonly draw: Draw;
  readonly vault: number;
  readonly units: number;
  /** Total openings of the purpose at that time. */
  readonly openedBefore: number;
  /** Time of the answer, in ms of the practice's clock. */
  readonly at: number;
};

/** A blinded element, and the vaults that have answered it, so that no unit is lost if another vault refuses. */
type Target = {
  readonly input: Bytes;
  readonly scalar: Scalar;
  readonly element: Element;
  readonly answers: Map<number, Element>;
};

/**
 * An attacker who avoids alarms: sends no request that would be refused, takes at most this many files of each vault in
 * a day, and only during the practice's hours.
 */
export type Quiet = { readonly ofVault: number; readonly open: (now: number) => boolean };

const mostElements = 20;
const looksEveryMs = 6 * 3_600_000;

/**
 * An attacker who queries the vaults directly with a member's key: each time the two vaults that have granted least, in
 * the largest batches allowed, storing every answer of one vault until another answers too. They know the remaining
 * units at each vault, since every member may query them, and waste none.
 */
export class VaultAttacker {
  readonly granted: Grant[] = [];
  /** Outputs cached on the device. */
  held = 0;
  /** Seconds until the retry time of a vault that refused. */
  retryAfter = 0;
  readonly #practice: string;
  readonly #federation: Federation;
  readonly #group: Group;
  readonly #random: Environment['random'];
  readonly #now: () => number;
  readonly #signers: Readonly<Record<Draw, RequestSigner>>;
  readonly #sources: KeyHolder;
  readonly #quiet: Quiet | null;
  readonly #targets = new Map<string, Target>();
  /** Remaining units, by draw or purpose and vault: the last quota query less the units taken since. */
  readonly #left = new Map<string, number>();
  #looked = -Infinity;
  readonly #outputs = new Map<string, Bytes>();
  readonly #opened = new Map<PracticePurpose, number>();

  constructor(sources: KeyHolder, group: Group, quiet: Quiet | null) {
    const { id: practice, federation } = sources.practice;
    const { keys } = sources.secrets;
    this.#sources = sources;
    this.#quiet = quiet;
    const { random, now } = sources.environment;
    this.#practice = practice;
    this.#federation = federation;
    this.#group = group;
    this.#random = random;
    this.#now = now;
    const sign = (draw: Draw) => createRequestSigner(federation, keys().auth, { now, random }, draw);
    this.#signers = { quota: sign('quota'), emergency: sign('emergency') };
  }

  /** The output for an input, once it is known. */
  output(purpose: PracticePurpose, input: Bytes): Bytes | undefined {
    return this.#outputs.get(keyOf(purpose, input));
  }

  /** Stores an output that cost no unit. */
  hold(purpose: PracticePurpose, input: Bytes, output: Bytes): void {
    this.#outputs.set(keyOf(purpose, input), output);
    this.held += 1;
  }

  /** Openings of a purpose so far. */
  opened(purpose: PracticePurpose): number {
    return this.#opened.get(purpose) ?? 0;
  }

  /** Queries each vault for this member's remaining units, unless that was recent. */
  async look(): Promise<void> {
    if (this.#now() - this.#looked < looksEveryMs) return;
    this.#looked = this.#now();
    const { id: practice, federation, vaults } = this.#sources.practice;
    const { random, now } = this.#sources.environment;
    const { keys } = this.#sources.secrets;
    const asked = { ...vaults, random, now, federation, practice, key: keys().auth };
    for (const { index, answer } of await queryPractice({ ...asked, query: 'quota' })) {
      for (const name of [...practicePurposes, 'emergency'] as const) {
        const { limit, used, monthLimit, monthUsed } = answer[name];
        const most = name === 'scope' && this.#quiet !== null ? this.#quiet.ofVault : limit;
        this.#left.set(`${name}/${index}`, Math.min(limit - used, monthLimit - monthUsed, most - used));
      }
    }
  }

  /** Takes as many of these inputs as the vaults grant now, at most `most`. @returns the number taken */
  async take(purpose: PracticePurpose, inputs: readonly Bytes[], draw: Draw, most: number): Promise<number> {
    const before = this.opened(purpose);
    const open = new Set(this.#federation.vaults.map(({ index }) => index));
    const queue = inputs.filter((input) => this.output(purpose, input) === undefined).slice(0, most);
    const waits: number[] = [];
    let size = mostElements;
    while (queue.length > 0) {
      const able = this.#able(purpose, queue[0], draw, open);
      const [vault] = able;
      // A unit of one vault is useless without the others, so none is used in vain.
      if (vault === undefined || (this.#quiet !== null && this.#poorest(purpose, draw, able) <= 0)) break;
      const batch = this.#batch(purpose, queue, Math.min(size, this.#atOnce(purpose, draw, able)));
      const answer = await this.#ask(purpose, vault, batch, draw);
      if (typeof answer !== 'number') {
        this.#spend(purpose, draw, vault, batch.length);
        this.granted.push({
          purpose,
          draw,
          vault,
          units: batch.length,
          openedBefore: this.opened(purpose),
          at: this.#now(),
        });
        queue.splice(0, this.#keep(purpose, batch, vault, answer));
      } else if (size > 1) size = Math.floor(Math.min(size, batch.length) / 2) || 1;
      else {
        open.delete(vault);
        waits.push(answer);
      }
    }
    this.retryAfter = waits.length === 0 ? 0 : Math.min(...waits);
    return this.opened(purpose) - before;
  }

  /** The next targets that the same vaults have answered. */
  #batch(purpose: PracticePurpose, queue: readonly Bytes[], size: number): Target[] {
    const targets = queue.slice(0, size).map((input) => this.#target(purpose, input));
    const answered = (target: Target | undefined): string => [...(target?.answers.keys() ?? [])].join();
    const end = targets.findIndex((target) => answered(target) !== answered(targets[0]));
    return end === -1 ? targets : targets.slice(0, end);
  }

  #target(purpose: PracticePurpose, input: Bytes): Target {
    const known = this.#targets.get(keyOf(purpose, input));
    if (known !== undefined) return known;
    const { blinds, elements } = isStored(purpose, input)
      ? blindElements(this.#group, [input], this.#random)
      : blind(this.#group, [input], this.#random);
    const [scalar, element] = [blinds[0], elements[0]];
    if (scalar === undefined || element === undefined) throw new Error('one input gives one element');
    const target = { input, scalar, element, answers: new Map<number, Element>() };
    this.#targets.set(keyOf(purpose, input), target);
    return target;
  }

  /** The vaults still to query for a target, those with most units first; none if too few are available. */
  #able(purpose: PracticePurpose, input: Bytes | undefined, draw: Draw, open: ReadonlySet<number>): number[] {
    const answered = input === undefined ? undefined : this.#targets.get(keyOf(purpose, input))?.answers;
    const missing = this.#federation.threshold - (answered?.size ?? 0);
    const given = (index: number): number =>
      this.granted.reduce((sum, one) => sum + (one.vault === index && one.purpose === purpose ? one.units : 0), 0);
    const rank = (index: number): number => this.#leftOf(purpose, draw, index);
    const able = [...open].filter((index) => answered?.has(index) !== true);
    if (able.length < missing) return [];
    const more = (a: number, b: number): number => (rank(a) === rank(b) ? given(a) - given(b) : rank(b) - rank(a));
    return able.toSorted(more).slice(0, missing);
  }

  /** Half of the smallest remainder, so that the remainders of the others can be paired too. */
  #atOnce(purpose: PracticePurpose, draw: Draw, able: readonly number[]): number {
    if (able.length < this.#federation.threshold) return mostElements;
    return this.#quiet === null ? Math.max(1, Math.floor(this.#poorest(purpose, draw, able) / 2)) : 1;
  }

  #poorest(purpose: PracticePurpose, draw: Draw, able: readonly number[]): number {
    return Math.min(...able.map((index) => this.#leftOf(purpose, draw, index)));
  }

  #leftOf(purpose: PracticePurpose, draw: Draw, index: number): number {
    return this.#left.get(`${draw === 'emergency' ? draw : purpose}/${index}`) ?? Infinity;
  }

  #spend(purpose: PracticePurpose, draw: Draw, index: number, units: number): void {
    const name = `${draw === 'emergency' ? draw : purpose}/${index}`;
    const left = this.#left.get(name);
    if (left !== undefined) this.#left.set(name, left - units);
  }

  async #ask(purpose: PracticePurpose, index: number, batch: readonly Target[], draw: Draw) {
    const url = this.#federation.vaults.find((vault) => vault.index === index)?.url ?? '';
    const keySet = `${purpose}/${this.#practice}`;
    const elements = batch.map(({ element }) => toBase64url(element));
    const response = await fetch(`${url}${evaluatePath}`, {
      method: 'POST',
      headers: { 'content-type': mediaTypes.jws },
      body: await this.#signers[draw](index, keySet, elements),
    });
    const answer: unknown = await response.json();
    if (!response.ok) return parseShape(problemSchema, answer, 'problem').retryAfter ?? Infinity;
    return parseShape(evaluateResponseSchema, answer, 'answer').elements.map((element) =>
      decodeElement(this.#group, element),
    );
  }

  /** @returns the number of complete elements in the batch */
  #keep(purpose: PracticePurpose, batch: readonly Target[], index: number, elements: readonly Element[]): number {
    batch.forEach(({ answers }, i) => {
      const element = elements[i];
      if (element !== undefined) answers.set(index, element);
    });
    if ((batch[0]?.answers.size ?? 0) < this.#federation.threshold) return 0;
    const indices = [...(batch[0]?.answers.keys() ?? [])];
    const answers = indices.map((vault) => ({
      index: vault,
      elements: batch.flatMap((target) => target.answers.get(vault) ?? []),
    }));
    const inputs = batch.map(({ input }) => input);
    const scalars = batch.map(({ scalar }) => scalar);
    const unblinded = combineAndUnblind(this.#group, scalars, answers);
    const finalized = combineAndFinalize(this.#group, inputs, scalars, answers);
    inputs.forEach((input, i) => {
      const output = (isStored(purpose, input) ? unblinded : finalized)[i];
      if (output !== undefined) this.#outputs.set(keyOf(purpose, input), output);
    });
    this.#opened.set(purpose, this.opened(purpose) + batch.length);
    return batch.length;
  }
}

/** Elements of imported scopes are blinded directly; other inputs are hashed first. */
function isStored(purpose: PracticePurpose, input: Bytes): boolean {
  return purpose !== 'search' && isElement(input);
}

function keyOf(purpose: PracticePurpose, input: Bytes): string {
  return `${purpose}/${toBase64url(input)}`;
}
