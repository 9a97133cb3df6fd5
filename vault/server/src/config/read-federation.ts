import { readFileSync } from 'node:fs';
import { federationSchema, type Federation } from '@etanche/core-vault-protocol';
import { parseShape, ProtocolError } from '@etanche/core-wire';
import { VaultError } from '../vault-error.ts';

/**
 * Reads the file in `ETANCHE_VAULT_FEDERATION`, which the federation's operators exchange.
 *
 * @throws VaultError `configuration_invalid`
 */
export function readFederation(file: string | undefined): Federation | null {
  if (file === undefined) return null;
  try {
    return parseShape(federationSchema, JSON.parse(readFileSync(file, 'utf8')), 'federation');
  } catch (cause) {
    const where = cause instanceof ProtocolError ? `: ${cause.message}` : '';
    throw new VaultError('configuration_invalid', `ETANCHE_VAULT_FEDERATION is not a valid federation file${where}`, {
      cause,
    });
  }
}
