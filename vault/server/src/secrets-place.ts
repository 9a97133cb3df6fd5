import type { VaultConfig } from './config.ts';

/**
 * Where a vault's seeds and signing key are: in its own directory, which must be its user's alone, or where systemd
 * decrypts credentials to. That directory is in memory, in no swap, and gone with the service; systemd grants the user
 * the right to read by an access control list, which shows as a right of the group.
 */
export type SecretsPlace = { readonly directory: string; readonly bySystemd: boolean };

export function secretsPlace({ directory, credentials }: Pick<VaultConfig, 'directory' | 'credentials'>): SecretsPlace {
  return credentials === null ? { directory, bySystemd: false } : { directory: credentials, bySystemd: true };
}

/** @param place a directory of the vault's own, or one that `secretsPlace` gave */
export function asPlace(place: SecretsPlace | string): SecretsPlace {
  return typeof place === 'string' ? { directory: place, bySystemd: false } : place;
}
