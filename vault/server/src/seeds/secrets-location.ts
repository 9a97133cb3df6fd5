/**
 * The location of a vault's seeds and signing key: its own directory, which only its user may access, or the directory
 * into which systemd decrypts credentials. The latter is in memory, never swapped, and removed with the service.
 * systemd grants the user read access by an access control list, which appears as a permission of the group.
 */
export type SecretsLocation = { readonly directory: string; readonly bySystemd: boolean };

export function secretsLocation({
  directory,
  credentials,
}: {
  readonly directory: string;
  readonly credentials: string | null;
}): SecretsLocation {
  return credentials === null ? { directory, bySystemd: false } : { directory: credentials, bySystemd: true };
}

/** @param location the vault's own directory, or the result of `secretsLocation` */
export function asSecretsLocation(location: SecretsLocation | string): SecretsLocation {
  return typeof location === 'string' ? { directory: location, bySystemd: false } : location;
}
