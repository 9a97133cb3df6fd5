import type { PracticePurpose } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Element } from '@etanche/core-oprf';
import type { AnswerOf, ListedWrite, routes } from '@etanche/core-records-protocol';
import type { RawResource } from '@etanche/records-fhir';
import type { SplitLog } from '../audit/log-view.ts';
import { DataError } from './data-error.ts';
import type { Trace } from './trace.ts';

/** Returns the 64-byte outputs of inputs under `<purpose>/<practice>`, in order. */
export type Evaluate = (purpose: PracticePurpose, inputs: readonly Bytes[], quota?: 'emergency') => Promise<Bytes[]>;

/**
 * Returns k·element under `<purpose>/<practice>` for stored elements, in order: those of scopes that importers made.
 */
export type EvaluateElements = (
  purpose: PracticePurpose,
  elements: readonly Element[],
  quota?: 'emergency',
) => Promise<Element[]>;

/**
 * Sends a write of a scope and returns the server's answer.
 *
 * @throws RecordsClientError
 */
export type SendWrite = (listed: ListedWrite) => Promise<AnswerOf<(typeof routes)['write']>>;

/** A fault that a validator found; `path` names fields, never values. */
type FoundIssue = { readonly path: string; readonly code: string };

/** Options of `createRecordsData`. All are optional; `dataDefaults` has the defaults. */
export type DataOptions = {
  /** A further validation of each resource before it is sealed, such as `validateResource` of records/validator. */
  readonly validate?: ((raw: RawResource) => readonly FoundIssue[] | Promise<readonly FoundIssue[]>) | null;
  /** Greatest difference, either way, between this clock and a time that the server signs: 1 to 3600 seconds. */
  readonly freshnessSeconds?: number;
  /**
   * Number of scopes, at least 1, whose outputs stay in memory until the lock, so that opening one again costs no unit.
   * An attacker with the unlocked device can open each of them without the vaults.
   */
  readonly keptScopes?: number;
  /** Number of times, 0 or more, that a write is repeated after another member wrote to the same scope first. */
  readonly rebases?: number;
  /**
   * Time for which a checkpoint is signed into heads before the next is fetched: 0 to 600,000 ms (docs/protocol.md
   * 8.3).
   */
  readonly checkpointMs?: number;
  /** Receives the duration of each step; nothing is measured without it. */
  readonly trace?: Trace;
  /** Called with the evidence when the author of a head saw another audit log than the server shows here. */
  readonly onSplitLog?: (evidence: SplitLog) => void;
  /**
   * Replaces the request to the vaults of each call: a bulk import puts many evaluations in one request. The outputs
   * stored on this device are then not used.
   */
  readonly evaluate?: Evaluate;
  /** The same for stored elements; only together with `evaluate`. */
  readonly evaluateElements?: EvaluateElements;
  /** Replaces the request of each write of a scope: a bulk import puts several writes in one request (`sendWrites`). */
  readonly write?: SendWrite;
};

type Defaulted = 'validate' | 'freshnessSeconds' | 'keptScopes' | 'rebases' | 'checkpointMs';
/** The options with every default filled in. */
export type CompleteOptions = Required<Pick<DataOptions, Defaulted>> & Omit<DataOptions, Defaulted>;

/** Defaults of the options of `createRecordsData`. Options without a default are absent. */
export const dataDefaults: Required<Pick<DataOptions, Defaulted>> = {
  validate: null,
  freshnessSeconds: 300,
  keptScopes: 40,
  rebases: 3,
  checkpointMs: 600_000,
};

const bounds: Readonly<Record<Exclude<Defaulted, 'validate'>, readonly [least: number, most: number]>> = {
  freshnessSeconds: [1, 3600],
  keptScopes: [1, Number.MAX_SAFE_INTEGER],
  rebases: [0, Number.MAX_SAFE_INTEGER],
  checkpointMs: [0, 600_000],
};
const functions = ['validate', 'onSplitLog', 'evaluate', 'evaluateElements', 'write'] as const;
const names: ReadonlySet<string> = new Set([...Object.keys(dataDefaults), ...functions, 'trace']);

/**
 * Fills in the defaults. An option that is undefined counts as left out.
 *
 * @throws DataError `options_invalid` for an unknown name, a value out of range, or `evaluateElements` alone
 */
export function completeOptions(options: DataOptions): CompleteOptions {
  const members: [string, unknown][] = Object.entries(options);
  const given: DataOptions = Object.fromEntries(members.filter(([, value]) => value !== undefined));
  for (const name of Object.keys(given)) if (!names.has(name)) throw invalid(`there is no option ${name}`);
  const complete: CompleteOptions = { ...dataDefaults, ...given };
  for (const [name, [least, most]] of Object.entries(bounds) as [keyof typeof bounds, readonly [number, number]][]) {
    const value = complete[name];
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw invalid(`${name} is not a whole number from ${least} to ${most}`);
    }
  }
  for (const name of functions) {
    const value = complete[name];
    const isAbsent = value === undefined || (name === 'validate' && value === null);
    if (!isAbsent && typeof value !== 'function') throw invalid(`${name} is not a function`);
  }
  if (complete.evaluateElements !== undefined && complete.evaluate === undefined) {
    throw invalid('evaluateElements is given without evaluate');
  }
  return complete;
}

function invalid(message: string): DataError {
  return new DataError('options_invalid', message);
}
