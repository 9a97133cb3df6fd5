import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { clientAddress, networkPrefix } from '@etanche/platform';
import { joinFields, type Bytes } from '@etanche/core-protocol';
import { rowsOf, type Store } from '../store/store.ts';
import { Refusal } from './refusal.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const all = Buffer.alloc(32);
const label = 'etanche/v1/records/network';

/** Both counts in one statement; of those beyond a limit too. */
const count = {
  name: 'anonymous_count',
  text: `INSERT INTO anonymous_rate (network, minute, count) VALUES ($1, $3, 1), ($2, $3, 1)
    ON CONFLICT (network, minute) DO UPDATE SET count = anonymous_rate.count + 1
    RETURNING network, count`,
};

export type AnonymousRateParts = {
  readonly store: Store;
  readonly limits: { readonly perNetwork: number; readonly inAll: number };
  /** Proxies in front that append to `X-Forwarded-For`. */
  readonly trustedHops: number;
  /** 32 bytes: the networks in the store are hashes under it. */
  readonly secret: Bytes;
  readonly now: () => number;
};

/**
 * Bounds what those who are not signed in may ask in a minute, each network and all together. It is counted in the store,
 * so that two servers count as one; where it cannot be counted it is refused.
 */
export async function countAnonymous(parts: AnonymousRateParts, request: FastifyRequest): Promise<void> {
  const { store, limits, trustedHops, secret, now } = parts;
  const header = request.headers['x-forwarded-for'];
  const address = clientAddress(request.socket.remoteAddress ?? '', header, trustedHops);
  const prefix = address === null ? null : networkPrefix(address);
  if (prefix === null) throw new Refusal('too_many_requests', { retryAfter: 60 });
  const minute = Math.floor(now() / minuteMs);
  const day = String(Math.floor(now() / dayMs));
  const network = createHmac('sha256', secret)
    .update(joinFields(label, day, prefix))
    .digest();
  // In the order of their bytes: two statements would otherwise wait for each other.
  const rows = await store.outside((tx) =>
    rowsOf<{ network: Buffer; count: number }>(tx, count, [all, network, minute]),
  );
  const beyond = rows.some((row) => row.count > (row.network.equals(all) ? limits.inAll : limits.perNetwork));
  const retryAfter = Math.ceil((minuteMs - (now() % minuteMs)) / 1000);
  if (beyond) throw new Refusal('too_many_requests', { retryAfter });
}
