import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { clientAddress, networkPrefixes } from '@etanche/platform';
import { joinFields, type Bytes } from '@etanche/core-wire';
import { rowsOf, type Store } from '../store/store.ts';
import { Refusal } from './refusal.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const weekMs = 7 * dayMs;
const label = 'etanche/v1/records/network';
const knownLabel = 'etanche/v1/records/known-network';
/** Rows that do not represent a network. */
const all = Buffer.alloc(32);
const unknownNetworks = Buffer.alloc(32, 1);
/** Limits of a /48 and a /40, as multiples of a network's. */
const wider = [1, 2, 4] as const;
/** Number of networks whose refusals are remembered in one minute. Each has first used up its limit in the store. */
const mostRemembered = 100_000;

const count = { name: 'anonymous_count', text: 'SELECT anonymous_count($1, $2, $3) AS exceeded' };
const findKnown = { name: 'known_network', text: 'SELECT 1 FROM known_network WHERE network = ANY ($1) LIMIT 1' };
const remember = {
  name: 'known_network_remember',
  text: `INSERT INTO known_network (network, until) VALUES ($1, $2)
    ON CONFLICT (network) DO UPDATE SET until = greatest(known_network.until, excluded.until)`,
};

type AnonymousRateDependencies = {
  readonly store: Store;
  readonly limits: { readonly perNetwork: number; readonly inAll: number };
  /** Proxies in front that append to `X-Forwarded-For`. */
  readonly trustedHops: number;
  /** 32 bytes: the networks in the store are hashes under it. */
  readonly secret: Bytes;
  readonly now: () => number;
};

/**
 * Limits the requests without a session in a minute: of each network, of all networks without a recent sign-in (half of
 * the total, so that the other networks keep the other half), and of all together. The counts are in the store, so two
 * servers share one limit, and a request that cannot be counted is rejected. An exceeded limit is remembered until the
 * minute ends, so that further requests cause no query to the store.
 */
export class AnonymousRate {
  readonly #dependencies: AnonymousRateDependencies;
  #minute = 0;
  #exceeded = new Set<string>();
  /** Networks without a recent sign-in that were looked up in this minute. */
  #unknown = new Set<string>();

  constructor(dependencies: AnonymousRateDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws Refusal `too_many_requests` */
  async count(request: FastifyRequest): Promise<void> {
    const { store, limits, now } = this.#dependencies;
    const prefixes = this.#prefixesOf(request);
    if (prefixes === null) throw new Refusal('too_many_requests', { retryAfter: 60 });
    const minute = this.#turn(now());
    const day = String(Math.floor(now() / dayMs));
    const networks = prefixes.map((prefix) => this.#hash(label, day, prefix));
    const own = networks.slice(0, 1).map(nameOf).join();
    this.#refuseExceeded(this.#unknown.has(own) ? [...networks, unknownNetworks] : networks);
    const exceeded = await store.outside(async (tx) => {
      const names = this.#knownNames(prefixes[0]);
      const known = (await rowsOf(tx, findKnown, [names])).length > 0;
      if (!known && this.#unknown.size < mostRemembered) this.#unknown.add(own);
      const rows = known ? [...networks, all] : [...networks, unknownNetworks, all];
      const most = [
        ...networks.map((_network, place) => limits.perNetwork * (wider[place] ?? 1)),
        ...(known ? [] : [Math.floor(limits.inAll / 2)]),
        limits.inAll,
      ];
      const [row] = await rowsOf<{ exceeded: number }>(tx, count, [minute, rows, most]);
      return row === undefined ? all : row.exceeded === 0 ? null : (rows[row.exceeded - 1] ?? all);
    });
    if (exceeded === null) return;
    if (minute === this.#minute && this.#exceeded.size < mostRemembered) this.#exceeded.add(nameOf(exceeded));
    throw this.#refusal();
  }

  /** Records a sign-in: requests of this network have their own share for one to two weeks. */
  async remember(request: FastifyRequest): Promise<void> {
    const { store, now } = this.#dependencies;
    const [network] = this.#knownNames(this.#prefixesOf(request)?.[0]);
    if (network === undefined) return;
    const until = (Math.floor(now() / weekMs) + 2) * weekMs;
    await store.outside((tx) => rowsOf(tx, remember, [network, until]));
    this.#unknown = new Set();
  }

  #prefixesOf(request: FastifyRequest): readonly Uint8Array[] | null {
    return prefixesOf(request, this.#dependencies.trustedHops);
  }

  /** Names under which a network may be stored: this week's, then last week's. */
  #knownNames(prefix: Uint8Array | undefined): Buffer[] {
    if (prefix === undefined) return [];
    const week = Math.floor(this.#dependencies.now() / weekMs);
    return [week, week - 1].map((number) => this.#hash(knownLabel, String(number), prefix));
  }

  #hash(name: string, period: string, prefix: Uint8Array): Buffer {
    return createHmac('sha256', this.#dependencies.secret)
      .update(joinFields(name, period, prefix))
      .digest();
  }

  #turn(now: number): number {
    const minute = Math.floor(now / minuteMs);
    if (minute !== this.#minute) {
      this.#exceeded = new Set();
      this.#unknown = new Set();
    }
    this.#minute = minute;
    return minute;
  }

  #refuseExceeded(rows: readonly Buffer[]): void {
    if ([...rows, all].some((row) => this.#exceeded.has(nameOf(row)))) throw this.#refusal();
  }

  #refusal(): Refusal {
    const left = minuteMs - (this.#dependencies.now() % minuteMs);
    return new Refusal('too_many_requests', { retryAfter: Math.ceil(left / 1000) });
  }
}

function nameOf(row: Buffer): string {
  return row.toString('base64url');
}

function prefixesOf(request: FastifyRequest, trustedHops: number): readonly Uint8Array[] | null {
  const header = request.headers['x-forwarded-for'];
  const address = clientAddress(request.socket.remoteAddress ?? '', header, trustedHops);
  return address === null ? null : networkPrefixes(address);
}

/** The networks of a caller, narrowest first; kept only in this process's memory. */
export function networksOf(request: FastifyRequest, trustedHops: number): readonly string[] {
  return (prefixesOf(request, trustedHops) ?? [new Uint8Array()]).map((prefix) => Buffer.from(prefix).toString('hex'));
}
