import { combineAndFinalize, blind, decodeElement, type Element, type Group, type Scalar } from '@etanche/core-oprf';
import {
  evaluatePath,
  evaluateResponseSchema,
  mediaTypes,
  parseShape,
  problemSchema,
  toBase64url,
  type Bytes,
  type Federation,
  type PracticePurpose,
} from '@etanche/core-protocol';
import type { Unlocked } from '@etanche/records-client';
import { createRequestSigner, type RequestSigner } from '@etanche/vault-client';

export type Draw = 'quota' | 'emergency';

/** A request that a vault granted: what its alarms count. */
export type Grant = {
  readonly purpose: PracticePurpose;
  readonly vault: number;
  readonly units: number;
  /** Openings of the purpose that the thief had by then. */
  readonly had: number;
  /** When it was answered, in ms of the practice's clock. */
  readonly at: number;
};

/** A blinded element, and which vaults have answered so far: no unit is lost when another vault refuses. */
type Target = {
  readonly input: Bytes;
  readonly scalar: Scalar;
  readonly element: Element;
  readonly answers: Map<number, Element>;
};

type Sources = Pick<Unlocked, 'practice' | 'federation' | 'keys' | 'options'>;

const mostElements = 20;

/**
 * A thief with a member's key who asks the vaults himself: each time those two that have given least so far, in the
 * largest batches that they take, keeping every answer of one vault until another gives its own.
 */
export class UnitThief {
  readonly granted: Grant[] = [];
  /** Seconds after which a vault that refused says that it may be asked again. */
  retryAfter = 0;
  readonly #practice: string;
  readonly #federation: Federation;
  readonly #group: Group;
  readonly #random: Unlocked['options']['random'];
  readonly #now: () => number;
  readonly #signers: Readonly<Record<Draw, RequestSigner>>;
  readonly #targets = new Map<string, Target>();
  readonly #outputs = new Map<string, Bytes>();
  readonly #had = new Map<PracticePurpose, number>();

  constructor({ practice, federation, keys, options }: Sources, group: Group) {
    const { random, now } = options;
    this.#practice = practice;
    this.#federation = federation;
    this.#group = group;
    this.#random = random;
    this.#now = now;
    const sign = (draw: Draw) => createRequestSigner(federation, keys().auth, { now, random }, draw);
    this.#signers = { quota: sign('quota'), emergency: sign('emergency') };
  }

  /** The output for an input, once it has been taken. */
  output(purpose: PracticePurpose, input: Bytes): Bytes | undefined {
    return this.#outputs.get(keyOf(purpose, input));
  }

  /** Openings of a purpose so far. */
  had(purpose: PracticePurpose): number {
    return this.#had.get(purpose) ?? 0;
  }

  /** Takes as many of these as the vaults give now, at most `most`. @returns how many */
  async take(purpose: PracticePurpose, inputs: readonly Bytes[], draw: Draw, most: number): Promise<number> {
    const before = this.had(purpose);
    const open = new Set(this.#federation.vaults.map(({ index }) => index));
    const queue = inputs.filter((input) => this.output(purpose, input) === undefined).slice(0, most);
    const waits: number[] = [];
    let size = mostElements;
    while (queue.length > 0) {
      const batch = this.#batch(purpose, queue, size);
      const vault = this.#cheapest(purpose, batch[0], open);
      // A unit of a vault is worth nothing without the others: none is asked in vain.
      if (vault === null) break;
      const answer = await this.#ask(purpose, vault, batch, draw);
      if (typeof answer !== 'number') {
        this.granted.push({ purpose, vault, units: batch.length, had: this.had(purpose), at: this.#now() });
        queue.splice(0, this.#keep(purpose, batch, vault, answer));
      } else if (size > 1) size = Math.floor(Math.min(size, batch.length) / 2) || 1;
      else {
        open.delete(vault);
        waits.push(answer);
      }
    }
    this.retryAfter = waits.length === 0 ? 0 : Math.min(...waits);
    return this.had(purpose) - before;
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
    const { blinds, elements } = blind(this.#group, [input], this.#random);
    const [scalar, element] = [blinds[0], elements[0]];
    if (scalar === undefined || element === undefined) throw new Error('one input gives one element');
    const target = { input, scalar, element, answers: new Map<number, Element>() };
    this.#targets.set(keyOf(purpose, input), target);
    return target;
  }

  /** The vault that has given least, of those still open that this target needs; null where too few are open. */
  #cheapest(purpose: PracticePurpose, target: Target | undefined, open: ReadonlySet<number>): number | null {
    const answered = target?.answers ?? new Map<number, Element>();
    const able = [...open].filter((index) => !answered.has(index));
    if (answered.size + able.length < this.#federation.threshold) return null;
    const given = (index: number): number =>
      this.granted.reduce((sum, one) => sum + (one.vault === index && one.purpose === purpose ? one.units : 0), 0);
    return able.toSorted((a, b) => given(a) - given(b))[0] ?? null;
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

  /** @returns how many of the batch are complete */
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
    combineAndFinalize(this.#group, inputs, scalars, answers).forEach((output, i) => {
      const input = inputs[i];
      if (input !== undefined) this.#outputs.set(keyOf(purpose, input), output);
    });
    this.#had.set(purpose, this.had(purpose) + batch.length);
    return batch.length;
  }
}

function keyOf(purpose: PracticePurpose, input: Bytes): string {
  return `${purpose}/${toBase64url(input)}`;
}
