/**
 * The steps of a call whose time is measured. `network`: waits for the records server. `evaluation`: blinds, asks the
 * vaults, verifies their proofs and unblinds; `vaults` (from `tracedFetch`) is the part of it that waits for them.
 * `signatures`: verifies heads and freshness, or signs. `decryption`: derives keys, opens and unpacks versions and
 * verifies their authors' signatures, or seals and signs. `tree`: hashes current versions to the head's root. Spans of
 * concurrent steps overlap.
 */
type SpanName = 'network' | 'evaluation' | 'vaults' | 'signatures' | 'decryption' | 'tree';
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

/** Returns a `fetch` that reports requests to the vaults as spans. @param vaultUrls URLs of the federation */
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
