/**
 * The address of a request's caller. Each of the h trusted proxies in front appends the address of its peer to
 * `X-Forwarded-For`, so the caller's address is the h-th from the right of that header followed by the socket's
 * address. Entries further left were written by the caller.
 *
 * @param trustedHops 0 without a proxy: the header is then ignored
 * @returns null if the header has fewer entries than trusted proxies: the request did not come through them
 */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | readonly string[] | undefined,
  trustedHops: number,
): string | null {
  if (trustedHops === 0) return socketAddress;
  const header = typeof forwardedFor === 'string' ? forwardedFor : (forwardedFor ?? []).join(',');
  const chain = header
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return chain.at(-trustedHops) === undefined || chain.length < trustedHops
    ? null
    : withoutPort(chain.at(-trustedHops) ?? '');
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  const ported = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry);
  return ported?.[1] ?? entry;
}
