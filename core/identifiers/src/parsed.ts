/** The result of every parser: the canonical value or a stable code. Parsers never throw and never repeat the value. */
export type Parsed<T, Code extends string> = { ok: true; value: T } | { ok: false; code: Code };

export function accept<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function reject<Code extends string>(code: Code): { ok: false; code: Code } {
  return { ok: false, code };
}
