/** What playing one theft yields, as `etanche thefts --json` prints it. Yields are persons, counted against the truth. */
export type TheftResult = {
  readonly id: string;
  readonly stolen: string;
  /** What the thief did, and how much of it. */
  readonly tried: string;
  /** What the systems of 2021 and 2024 yielded; null where they had no such part. */
  readonly then: number | null;
  /** The same program with the one defence off: it must succeed, or it proves nothing. */
  readonly undefended: number;
  readonly defended: number;
  readonly of: number;
  readonly unit: 'persons';
  /** Unit at which a vault's alarm rang; null where none is due. */
  readonly alarmAt: number | null;
  readonly seconds: number;
};

/** A result, the most that it may yield, and what there is to say besides. */
export type Played = {
  readonly result: TheftResult;
  readonly bound: number;
  /** The unit by which an alarm has to ring; null where none is due. */
  readonly alarmBy: number | null;
  readonly remarks: readonly string[];
};

/** Whether the practice is large enough for a theft to exceed its bound: in a smaller one, the bound is all that a row says. */
export function isDemonstrable({ result, bound }: Pick<Played, 'result' | 'bound'>): boolean {
  return result.of > bound;
}

/**
 * A theft holds when the attacker got no more than the bound, would have got more without the defence, and the alarm was
 * raised when due. Where it cannot be demonstrated, it contradicts nothing, and is shown as that.
 */
export function holds({ result, bound, alarmBy }: Played): boolean {
  if (!isDemonstrable({ result, bound })) return result.defended <= bound;
  const rang = alarmBy === null || (result.alarmAt !== null && result.alarmAt <= alarmBy);
  return result.defended <= bound && result.undefended > bound && rang;
}
