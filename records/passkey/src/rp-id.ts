import { PasskeyError } from './passkey-error.ts';

/**
 * The RP id of a ceremony at an origin (WebAuthn section 5.1.3 step 8): the origin's own domain unless given, else that
 * domain or one above it; and no plain http but for localhost.
 *
 * @throws PasskeyError `security`
 */
export function effectiveRpId(rpId: string | undefined, origin: string): string {
  const { protocol, hostname } = new URL(origin);
  const id = rpId ?? hostname;
  const secure = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
  // A single label above the domain is a public suffix; a browser's list of them is not repeated here.
  const above = hostname.endsWith(`.${id}`) && id.includes('.');
  if (!secure || (id !== hostname && !above)) {
    throw new PasskeyError('security', 'the RP id is not the domain of the origin');
  }
  return id;
}
