import type { FastifyInstance } from 'fastify';
import { suite } from '@etanche/core-protocol';
import type { Place } from '../seed-file.ts';

/** `GET /v1/vault`: who this vault is. */
export function vaultRoute(app: FastifyInstance, place: Place, signingKey: string): void {
  const { index, vaults, threshold } = place;
  app.get('/v1/vault', () => ({ index, vaults, threshold, suite, signingKey }));
}
