import type { MemberActivity, PracticeUsage } from '@etanche/core-vault-protocol';
import { openings } from './remaining-quotas.ts';

/** An answer of one vault. */
export type VaultAnswer<T> = { readonly index: number; readonly answer: T };

/** The vaults of a federation and how many of them an opening needs. */
type Federation = { readonly vaults: readonly { readonly index: number }[]; readonly threshold: number };

/** Which vaults the numbers are from. */
export type Witnesses = {
  /** Indices of vaults that did not answer: what they counted is missing. */
  readonly silent: readonly number[];
  /**
   * Indices of vaults that counted less than half of what another counted: one of them was away or does not tell the
   * truth.
   */
  readonly lower: readonly number[];
};

/** The number of files that one member opened in 24 hours. Each state is true if any vault states it. */
export type MemberUsage = {
  readonly member: string;
  /** Files opened, emergencies included: at least so many. */
  readonly files: number;
  readonly emergency: number;
  /** Files that all vaults together grant in 24 hours. */
  readonly limit: number;
  /** Seconds since 1970. */
  readonly raisedUntil: number | null;
  readonly isNew: boolean;
  readonly isFrozen: boolean;
  readonly isUnacknowledged: boolean;
  readonly isDormant: boolean;
  /** Indices of vaults that counted much less than another for this member. */
  readonly lower: readonly number[];
};

export type Usage = { readonly members: readonly MemberUsage[]; readonly silent: readonly number[] };

/** One member's files by time, and the numbers with which they are compared. */
export type Activity = Witnesses & {
  readonly limit: number;
  /** Files in 24 hours at which a vault raises an alarm now, if the openings are spread over all vaults. */
  readonly alarm: number;
  /** Files opened in each quarter of an hour; `at` is its beginning in seconds. The oldest first. */
  readonly quarters: readonly { readonly at: number; readonly files: number }[];
  /** Files of each of the last 31 UTC days, the oldest first. */
  readonly days: readonly { readonly day: string; readonly files: number }[];
};

/** Below this number a difference between vaults is chance, since a client chooses the vaults of each opening. */
const clearly = 10;
const dayMs = 86_400_000;

/**
 * The number of openings that the counts show at least. An opening is counted once at each of t vaults, so it is no
 * less than the highest count, nor than the sum divided by t. A vault that states too little changes the first of them
 * nothing.
 */
export function openingsCounted(counts: readonly number[], threshold: number): number {
  const sum = counts.reduce((all, count) => all + count, 0);
  return Math.max(0, ...counts, Math.ceil(sum / threshold));
}

/** A limit of each vault as openings of all vaults. The middle answer counts, so that one vault cannot move it. */
function limitOfAll(limits: readonly number[], { vaults, threshold }: Federation): number {
  const sorted = limits.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return openings(
    vaults.map(() => middle),
    threshold,
  );
}

function lowerOf(counts: readonly VaultAnswer<number>[]): readonly number[] {
  const highest = Math.max(0, ...counts.map(({ answer }) => answer));
  return highest < clearly ? [] : counts.filter(({ answer }) => answer * 2 < highest).map(({ index }) => index);
}

/** The vaults that are not among those that answered. */
export function silentOf(answers: readonly VaultAnswer<unknown>[], { vaults }: Federation): readonly number[] {
  return vaults.map(({ index }) => index).filter((index) => !answers.some((one) => one.index === index));
}

/** @param answers of the vaults that answered. A member that a vault does not list has no count there. */
export function combineUsage(answers: readonly VaultAnswer<PracticeUsage>[], federation: Federation): Usage {
  const listed = new Set(answers.flatMap(({ answer }) => answer.members.map(({ member }) => member)));
  const members = Array.from(listed, (member): MemberUsage => {
    // One row of each vault: with a second one a vault could move the middle of the limits, and the sums.
    const all = answers.flatMap(({ index, answer }) => {
      const own = answer.members.find((one) => one.member === member);
      return own === undefined ? [] : [{ index, answer: own }];
    });
    const counts = answers.map(({ index }) => ({
      index,
      answer: all.find((one) => one.index === index)?.answer.files ?? 0,
    }));
    const said = all.map(({ answer }) => answer);
    const ends = said.flatMap(({ raisedUntil }) => raisedUntil ?? []);
    return {
      member,
      files: openingsCounted(
        counts.map(({ answer }) => answer),
        federation.threshold,
      ),
      emergency: openingsCounted(
        said.map(({ emergency }) => emergency),
        federation.threshold,
      ),
      limit: limitOfAll(
        said.map(({ limit }) => limit),
        federation,
      ),
      raisedUntil: ends.length === 0 ? null : Math.max(...ends),
      isNew: said.some((one) => one.new),
      isFrozen: said.some(({ frozen }) => frozen),
      isUnacknowledged: said.some(({ unacknowledged }) => unacknowledged),
      isDormant: said.some(({ dormant }) => dormant),
      lower: lowerOf(counts),
    };
  });
  return { members, silent: silentOf(answers, federation) };
}

/** @param now in ms since 1970 */
export function combineActivity(
  answers: readonly VaultAnswer<MemberActivity>[],
  federation: Federation,
  now: number,
): Activity {
  const { threshold } = federation;
  const bySlot = answers.map(
    ({ answer: { quarters } }) =>
      new Map(quarters.files.map((files, i) => [quarters.last - (quarters.files.length - 1 - i) * 900, files])),
  );
  const last = Math.floor(now / 900_000) * 900;
  const quarters = Array.from({ length: 97 }, (_, i) => last - (96 - i) * 900).map((at) => ({
    at,
    files: openingsCounted(
      bySlot.map((slots) => slots.get(at) ?? 0),
      threshold,
    ),
  }));
  const byDay = answers.map(({ answer: { days } }) => new Map(days.map(({ day, files }) => [day, files])));
  const days = Array.from({ length: 31 }, (_, i) => dayOf(now - (30 - i) * dayMs)).map((day) => ({
    day,
    files: openingsCounted(
      byDay.map((one) => one.get(day) ?? 0),
      threshold,
    ),
  }));
  const inMonth = answers.map(({ index, answer }) => ({
    index,
    answer: answer.days.reduce((sum, { files }) => sum + files, 0),
  }));
  return {
    limit: limitOfAll(
      answers.map(({ answer }) => answer.limit),
      federation,
    ),
    alarm: limitOfAll(
      answers.map(({ answer }) => answer.alarm),
      federation,
    ),
    ...{ quarters, days },
    silent: silentOf(answers, federation),
    lower: lowerOf(inMonth),
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
