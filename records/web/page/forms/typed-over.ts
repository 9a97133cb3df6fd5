/** A value on which what somebody typed stands, and whether what they changed has changed elsewhere meanwhile. */
type TypedOver<T> = { readonly value: T; readonly isContested: boolean };

/**
 * Puts what was typed over a value that may have changed meanwhile. Objects are merged member by member: what was not
 * typed is as it is now. Anything else is one member. A value of another kind than `now` is left out.
 *
 * @param now the value without what was typed
 * @param first the value on which it was typed
 */
export function typedOver<T>(now: T, first: unknown, typed: unknown): TypedOver<T> {
  if (isSame(first, typed)) return { value: now, isContested: false };
  if (kindOf(now) !== 'null' && kindOf(typed) !== 'null' && kindOf(now) !== kindOf(typed))
    return { value: now, isContested: true };
  if (!isRecord(now) || !isRecord(typed) || !isRecord(first))
    return { value: typed as T, isContested: !isSame(now, first) && !isSame(now, typed) };
  const merged: Record<string, unknown> = { ...now };
  let isContested = false;
  for (const name of Object.keys(typed)) {
    if (isSame(first[name], typed[name])) continue;
    merged[name] = typed[name];
    isContested ||= !isSame(now[name], first[name]) && !isSame(now[name], typed[name]);
  }
  return { value: merged as T, isContested };
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return kindOf(value) === 'object';
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
