/** The result of one scenario, as `etanche thefts --json` prints it. Results are persons, counted against the truth. */
export type TheftResult = {
  readonly id: string;
  readonly stolen: string;
  /** The actions of the attacker, with their numbers. */
  readonly tried: string;
  /** The result of a comparable breach of 2021 or 2024; null if there was none. */
  readonly then: number | null;
  /** The result of the same program with the defence off. It must succeed, otherwise the scenario proves nothing. */
  readonly undefended: number;
  readonly defended: number;
  readonly of: number;
  readonly unit: 'persons';
  /** The unit at which a vault raised an alarm; null if none is due. */
  readonly alarmAt: number | null;
  readonly seconds: number;
};

/** A result, its limit, and remarks. */
export type ScenarioResult = {
  readonly result: TheftResult;
  readonly bound: number;
  /** The unit by which an alarm must be raised; null if none is due. */
  readonly alarmBy: number | null;
  readonly remarks: readonly string[];
};

/**
 * Whether the practice is large enough for the attack to exceed its limit. In a smaller one a row states only the
 * limit.
 */
export function isDemonstrable({ result, bound }: Pick<ScenarioResult, 'result' | 'bound'>): boolean {
  return result.of > bound;
}

/**
 * A scenario holds if the attacker got no more than the limit, would have got more without the defence, and the alarm
 * was raised when due. A row that cannot be demonstrated contradicts nothing and is marked as such.
 */
export function holds({ result, bound, alarmBy }: ScenarioResult): boolean {
  if (!isDemonstrable({ result, bound })) return result.defended <= bound;
  const isAlarmInTime = alarmBy === null || (result.alarmAt !== null && result.alarmAt <= alarmBy);
  return result.defended <= bound && result.undefended > bound && isAlarmInTime;
}
