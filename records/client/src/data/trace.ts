/**
 * Where the time of a call goes: `network` waits for the records server, `vaults` for the vaults, `proofs` is blinding,
 * the vaults' proofs and unblinding, `decryption` derives keys, opens and unpacks, `signatures` verifies or makes them.
 * Spans of one name overlap where work runs side by side.
 */
export type SpanName = 'network' | 'vaults' | 'proofs' | 'decryption' | 'signatures';
/** Milliseconds of the clock given. */
export type Span = { readonly name: SpanName; readonly start: number; readonly end: number };
export type Trace = { readonly now: () => number; readonly span: (span: Span) => void };

/** Runs a step and tells the trace, if there is one, how long it took, also when it fails. */
export async function traced<T>(trace: Trace | undefined, name: SpanName, step: () => Promise<T>): Promise<T> {
  if (trace === undefined) return step();
  const start = trace.now();
  try {
    return await step();
  } finally {
    trace.span({ name, start, end: trace.now() });
  }
}
