import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mediaTypes, practicesPath } from '@etanche/core-protocol';
import { NetworkQuota, type NetworkLimits } from '../network-quota.ts';
import { Refusal, retryAfterSeconds } from '../refusal.ts';
import type { AddressOf } from '../vault-http.ts';

export type PracticeRateRules = {
  /** POSTs a minute that one network may have refused, and how many at once. */
  readonly perMinute: number;
  readonly burst: number;
};

const minutesOfDay = 1440;

/** The rules as a bucket of each network. */
export function refusalLimits({ burst, perMinute }: PracticeRateRules, networks: number): NetworkLimits {
  return { burst, perDay: burst + perMinute * minutesOfDay, networks };
}

const purpose = 'practices';
const approvalsPath = '/v1/approvals';

/**
 * Bounds the POSTs of each network about practices, in memory, before their body is read. One that succeeds is given
 * back, so that only what is refused counts: a practice whose people work, and a records server, never reach the limit.
 *
 * A signed request in the name of a records server of this vault is not counted: a neighbour in the same network could
 * otherwise hold back its freezes. It costs one verification.
 */
export function limitPosts(
  app: FastifyInstance,
  parts: {
    readonly rules: PracticeRateRules;
    readonly networks: number;
    readonly recordsServers: readonly string[];
    readonly addressOf: AddressOf;
    readonly now: () => number;
    readonly random: (length: number) => Uint8Array;
  },
): void {
  const { rules, recordsServers, addressOf, random } = parts;
  // A clock set back neither shuts a network out nor renews it.
  let latest = parts.now();
  const now = (): number => (latest = Math.max(latest, parts.now()));
  const quota = new NetworkQuota(refusalLimits(rules, parts.networks), random, now());
  const counted = new WeakMap<FastifyRequest, string>();
  const count = (request: FastifyRequest): void => {
    const address = addressOf(request);
    const answer = address === null ? null : quota.claim(address, purpose, 1, now());
    if (answer === null)
      throw new Refusal('request_invalid', { detail: 'The request did not come through the proxy.' });
    if (!answer.granted) throw new Refusal('quota_network', { retryAfter: retryAfterSeconds(answer.retryMs) });
    if (address !== null) counted.set(request, address);
  };
  app.addHook('onRequest', async (request) => {
    if (isLimited(request) && !isSigned(request)) count(request);
    await Promise.resolve();
  });
  app.addHook('preHandler', async (request) => {
    if (isLimited(request) && isSigned(request) && !recordsServers.includes(keyOf(request.body))) count(request);
    await Promise.resolve();
  });
  app.addHook('onResponse', async (request, reply) => {
    const address = counted.get(request);
    // What the caller is not to blame for counts for nothing either.
    if (address !== undefined && (reply.statusCode < 400 || reply.statusCode >= 500)) {
      quota.refund(address, purpose, 1, now());
    }
    await Promise.resolve();
  });
}

function isLimited({ method, url }: FastifyRequest): boolean {
  return method === 'POST' && (url.startsWith(practicesPath) || url.startsWith(approvalsPath));
}

function isSigned({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith(mediaTypes.jws) === true;
}

/** The key in whose name a compact JWS is, before anything of it is verified. */
function keyOf(body: unknown): string {
  try {
    const [header = ''] = typeof body === 'string' ? body.split('.', 1) : [];
    const read: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    return typeof read === 'object' && read !== null && 'kid' in read && typeof read.kid === 'string' ? read.kid : '';
  } catch {
    return '';
  }
}
