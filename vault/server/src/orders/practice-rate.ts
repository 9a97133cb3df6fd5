import type { FastifyInstance, FastifyRequest } from 'fastify';
import { practicesPath } from '@etanche/core-vault-protocol';
import { NetworkQuota, type NetworkLimits } from '../http/network-quota.ts';
import { Refusal, retryAfterSeconds } from '../http/refusal.ts';
import type { AddressOf } from '../http/vault-http.ts';

export type PracticeRateRules = {
  /** Refused POSTs of one network per minute, and at once. */
  readonly perMinute: number;
  readonly burst: number;
};

const minutesOfDay = 1440;

/** The rules as a bucket for each network. */
export function refusalLimits({ burst, perMinute }: PracticeRateRules, networks: number): NetworkLimits {
  return { burst, perDay: burst + perMinute * minutesOfDay, networks };
}

const purpose = 'practices';
const approvalsPath = '/v1/approvals';
/** Routes of a practice: their bodies are compact JWS. */
const signedRoutes = ['freezes', 'notices', 'queries'] as const;

/**
 * Limits the POSTs of each network about practices, in memory, before their body is read. The unit of a successful
 * request is returned, so only refused requests count: a working practice and a records server never reach the limit.
 *
 * A signed request under the key of a records server of this vault is not counted, because otherwise another host in
 * the same network could block its freezes. It costs one verification.
 */
export function limitPosts(
  app: FastifyInstance,
  options: {
    readonly rules: PracticeRateRules;
    readonly networks: number;
    readonly recordsServers: readonly string[];
    readonly addressOf: AddressOf;
    readonly now: () => number;
    readonly random: (length: number) => Uint8Array;
  },
): void {
  const { rules, recordsServers, addressOf, random } = options;
  // If the clock is set back, networks are neither shut out nor refilled.
  let latest = options.now();
  const now = (): number => (latest = Math.max(latest, options.now()));
  const quota = new NetworkQuota(refusalLimits(rules, options.networks), random, now());
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
    if (isLimited(request) && !takesSigned(request)) count(request);
    await Promise.resolve();
  });
  // As soon as the body is there: what is not even of the right shape counts too.
  app.addHook('preValidation', async (request) => {
    if (isLimited(request) && takesSigned(request) && !recordsServers.includes(keyOf(request.body))) count(request);
    await Promise.resolve();
  });
  app.addHook('onResponse', async (request, reply) => {
    const address = counted.get(request);
    // Errors of the vault are not counted either.
    if (address !== undefined && (reply.statusCode < 400 || reply.statusCode >= 500)) {
      quota.refund(address, purpose, 1, now());
    }
    await Promise.resolve();
  });
}

/** By the route that was found: the URL has many spellings of one path. What is no route counts too. */
function isLimited({ method, routeOptions: { url } }: FastifyRequest): boolean {
  return method === 'POST' && (url === undefined || url.startsWith(practicesPath) || url.startsWith(approvalsPath));
}

/** Whether the route takes a compact JWS and nothing else, whatever the caller says that it sends. */
function takesSigned({ routeOptions: { url } }: FastifyRequest): boolean {
  return signedRoutes.some((path) => url === `${practicesPath}/:practice/${path}`);
}

/** The key that a compact JWS claims, before verification. */
function keyOf(body: unknown): string {
  try {
    const [header = ''] = typeof body === 'string' ? body.split('.', 1) : [];
    const read: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    return typeof read === 'object' && read !== null && 'kid' in read && typeof read.kid === 'string' ? read.kid : '';
  } catch {
    return '';
  }
}
