import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiConfig, Program } from '../config/gateway-config.ts';
import { readSecretFile } from '../config/read-config.ts';
import { GatewayError } from '../gateway-error.ts';
import { ApiProblem } from './outcome.ts';

export type Interaction = Program['permissions'][number]['may'][number];

/** The programs of the practice that may call the API, each by its token. */
export type Programs = {
  /**
   * Finds the program of a request and counts the request, before anything is done.
   *
   * @throws ApiProblem `login_required`, `too_many_requests`
   */
  admit(authorization: string | undefined): Program;
};

const leastToken = 32;
const hourMs = 3_600_000;

/**
 * Reads the tokens of all programs.
 *
 * @throws GatewayError `login_missing`, `config_invalid` for a short token or one that two programs have
 */
export function createPrograms({ programs }: ApiConfig, now: () => number): Programs {
  const known = programs.map((program) => {
    const token = readSecretFile(program.token).reveal();
    if (token.length < leastToken) {
      throw new GatewayError('config_invalid', `the token of ${program.name} has fewer than ${leastToken} characters`);
    }
    return { program, hash: hashOf(token), requests: [] as number[] };
  });
  if (new Set(known.map(({ hash }) => hash.toString('hex'))).size !== known.length) {
    throw new GatewayError('config_invalid', 'two programs have one token');
  }
  return {
    admit(authorization) {
      const [, token = ''] = /^Bearer ([\x21-\x7e]{1,512})$/.exec(authorization ?? '') ?? [];
      const hash = hashOf(token);
      // All are compared, so that the time says nothing about their order.
      const found = known.filter((each) => timingSafeEqual(each.hash, hash))[0];
      if (found === undefined) throw new ApiProblem('login_required');
      const at = now();
      while ((found.requests[0] ?? at) <= at - hourMs) found.requests.shift();
      if (found.requests.length >= found.program.requestsPerHour) {
        const wait = Math.ceil(((found.requests[0] ?? at) + hourMs - at) / 1000);
        throw new ApiProblem('too_many_requests', { retryAfterSeconds: Math.max(1, wait) });
      }
      found.requests.push(at);
      return found.program;
    },
  };
}

/** @throws ApiProblem `not_permitted` */
export function requirePermission({ permissions }: Program, type: string, interaction: Interaction): void {
  const may = permissions.some((each) => each.type === type && each.may.includes(interaction));
  if (!may) throw new ApiProblem('not_permitted');
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
