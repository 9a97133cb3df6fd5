/**
 * Where the time of a call goes: `network` waits for the records server; `evaluation` blinds, asks the vaults, verifies
 * their proofs and unblinds, `vaults` (from `tracedFetch`) is its waiting, so that the rest of it is proofs;
 * `signatures` verifies heads and freshness, or signs; `decryption` derives keys, opens and unpacks versions, verifies
 * their authors' signatures, or makes all that; `tree` hashes current versions to the head's root.
 * Spans overlap where work runs side by side.
 */
export type SpanName = 'network' | 'evaluation' | 'vaults' | 'signatures' | 'decryption' | 'tree';
/** Milliseconds of the clock given. */
export type Span = { readonly name: SpanName; readonly start: number; readonly end: number };
export type Trace = { readonly now: () => number; readonly span: (span: Span) => void };

/** Runs a step and reports its duration to the trace, if there is one, also if it fails. */
export async function traced<T>(trace: Trace | undefined, name: SpanName, step: () => Promise<T>): Promise<T> {
  if (trace === undefined) return step();
  const start = trace.now();
  try {
    return await step();
  } finally {
    trace.span({ name, start, end: trace.now() });
  }
}

/** A `fetch` whose requests to the vaults are reported as spans. @param vaultUrls as the federation has them */
export function tracedFetch(
  fetch: typeof globalThis.fetch,
  trace: Trace,
  vaultUrls: readonly string[],
): typeof globalThis.fetch {
  const toVault = (url: string): boolean => vaultUrls.some((base) => url.startsWith(base));
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return toVault(url) ? traced(trace, 'vaults', () => fetch(input, init)) : fetch(input, init);
  };
}
