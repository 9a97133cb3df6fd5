import { PasskeyError } from './passkey-error.ts';

/**
 * The RP id of a ceremony at an origin (WebAuthn section 5.1.3 step 8): the origin's domain by default, else this
 * domain or a parent domain; http only for localhost.
 *
 * @throws PasskeyError `security`
 */
export function effectiveRpId(rpId: string | undefined, origin: string): string {
  const { protocol, hostname } = new URL(origin);
  const id = rpId ?? hostname;
  const secure = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
  // A parent domain of a single label is a public suffix; the browsers' list of longer ones is not repeated here.
  const above = hostname.endsWith(`.${id}`) && id.includes('.');
  if (!secure || (id !== hostname && !above)) {
    throw new PasskeyError('security', 'the RP id is not the domain of the origin');
  }
  return id;
}
