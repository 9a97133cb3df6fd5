import { isIPv4, isIPv6 } from 'node:net';

/** Bytes of the IPv6 networks to which an address counts: a subscriber's /56, a site's /48, a provider's /40. */
const nested = [7, 6, 5] as const;

/**
 * The networks to which an address counts, narrowest first: IPv4 /24; IPv6 /56, /48 and /40, since a /48 with its 256
 * networks is available for free. IPv4-mapped IPv6 counts as IPv4.
 *
 * @returns `4` and 3 bytes, or `6` and 7, 6 and 5 bytes; null for an invalid address
 */
export function networkPrefixes(address: string): readonly Uint8Array[] | null {
  const narrowest = narrowestPrefix(address);
  if (narrowest?.[0] !== 6) return narrowest === null ? null : [narrowest];
  return nested.map((bytes) => narrowest.slice(0, 1 + bytes));
}

function narrowestPrefix(address: string): Uint8Array | null {
  if (isIPv4(address)) return ipv4Prefix(address);
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return null;
  const groups = expand(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return Uint8Array.of(4, ...bytesOf(groups).slice(12, 15));
  return Uint8Array.of(6, ...bytesOf(groups).slice(0, 7));
}

function ipv4Prefix(address: string): Uint8Array {
  return Uint8Array.of(4, ...address.split('.').slice(0, 3).map(Number));
}

/** The eight groups of a valid IPv6 address (RFC 4291 section 2.2). */
function expand(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  if (tail === undefined) return left;
  const right = groupsOf(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function bytesOf(groups: readonly number[]): number[] {
  return groups.flatMap((group) => [group >> 8, group & 0xff]);
}
