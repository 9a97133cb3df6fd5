import { codesOf, labelOf } from '../french/coding.ts';
import { isObject, text, without, type JsonObject } from '../json/json.ts';
import { dateOf } from '../views/problems.ts';

/** An Observation of a received report. */
export interface SentResult {
  /** Record id, or the id that it will have. */
  readonly id: string;
  readonly resource: JsonObject;
  /** The sender's number of the request. */
  readonly number: string | null;
}

/** An Observation in the file, of a version of the same sender. */
export type StoredResult = SentResult & {
  /** Record id of its document. */
  readonly document: string;
  /** The order of its document against the received one; null if nothing says it. */
  readonly order: number | null;
};

export interface ReplacedResults {
  /** Record ids of stored Observations that the received ones replace or withdraw. */
  readonly replaced: ReadonlySet<string>;
  /** Those of `replaced` whose analysis the sender withdraws without another value. */
  readonly withdrawn: ReadonlySet<string>;
  /** Ids of received Observations for which the file has a newer one. */
  readonly outdated: ReadonlySet<string>;
  /** Ids of received withdrawals of a result that the file does not have. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * Which results take the place of which, analysis by analysis: those of the same request, of the same analysis and of a
 * sample of the same day. The day counts because some laboratories use a number again.
 */
export function replacedResults(received: readonly SentResult[], stored: readonly StoredResult[]): ReplacedResults {
  const [replaced, withdrawn, outdated, unknown] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  for (const fresh of received) {
    if (isPending(fresh)) continue;
    const same = stored.filter((one) => isSameResult(one, fresh));
    const count = received.filter((one) => isSameResult(one, fresh)).length;
    const isPair = (one: StoredResult): boolean =>
      same.filter(({ document }) => document === one.document).length <= count || timeOf(one) === timeOf(fresh);
    const pairs = same.filter((one) => isPair(one) && !isPending(one));
    if (pairs.some((one) => isBefore(fresh, one))) outdated.add(fresh.id);
    else
      for (const { id } of pairs.filter((one) => !isWithdrawnResult(one.resource))) {
        replaced.add(id);
        if (isWithdrawnResult(fresh.resource)) withdrawn.add(id);
        else withdrawn.delete(id);
      }
    if (pairs.length === 0 && isWithdrawnResult(fresh.resource)) unknown.add(fresh.id);
  }
  return { replaced, withdrawn, outdated, unknown };
}

/** True for a result that its sender withdraws (HL7 table 0085: D, W, X). */
export function isWithdrawnResult(observation: JsonObject): boolean {
  return observation['status'] === 'entered-in-error' || observation['status'] === 'cancelled';
}

/** True if two Observations say the same: their value, mark, range and comments, not their state. */
export function isSameValue(one: JsonObject, other: JsonObject): boolean {
  const said = (observation: JsonObject): string =>
    JSON.stringify(['id', 'status', 'issued', 'identifier', 'meta'].reduce(without, observation));
  return said(one) === said(other);
}

/** Same request, analysis and day of the sample. */
export function isSameResult(one: SentResult, other: SentResult): boolean {
  if (one.number === null || one.number !== other.number) return false;
  const [left, right] = [timeOf(one)?.slice(0, 10) ?? null, timeOf(other)?.slice(0, 10) ?? null];
  if (left !== null && right !== null && left !== right) return false;
  const [code, otherCode] = [codeOf(one.resource), codeOf(other.resource)];
  return code !== null && otherCode !== null ? code === otherCode : nameOf(one.resource) === nameOf(other.resource);
}

/** True if the file's result is the newer one. Without an order the states say it: a final one follows a preliminary. */
function isBefore({ resource }: SentResult, { resource: stored, order }: StoredResult): boolean {
  if (order !== null && order !== 0) return order > 0;
  return !isWithdrawnResult(resource) && rankOf(resource) < rankOf(stored);
}

/** A withdrawn result of the file has no rank: it may be one that was replaced. */
function rankOf({ status }: JsonObject): number {
  return status === 'corrected' ? 2 : status === 'final' ? 1 : 0;
}

/** A request that has no result yet says nothing about an earlier one. */
function isPending({ resource }: SentResult): boolean {
  return resource['status'] === 'registered';
}

function timeOf({ resource }: SentResult): string | null {
  return dateOf(resource, 'effectiveDateTime');
}

function codeOf(observation: JsonObject): string | null {
  const [first] = codesOf(observation['code']);
  return first?.code ?? null;
}

function nameOf(observation: JsonObject): string {
  const { code } = observation;
  return (isObject(code) ? (text(code['text']) ?? labelOf(code) ?? '') : '').trim().toLowerCase();
}
