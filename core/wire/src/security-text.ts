/** The well-known path of the contact for security reports (RFC 9116). */
export const securityTextPath = '/.well-known/security.txt';

/**
 * A `security.txt` of RFC 9116.
 *
 * @param contact an `https:` or `mailto:` URL
 * @param expires milliseconds since 1970; the RFC recommends less than a year ahead
 * @throws RangeError for a contact of another kind or with a line break
 */
export function securityText(contact: string, expires: number): string {
  if (!/^(https:\/\/|mailto:)[^\s]+$/.test(contact))
    throw new RangeError('a security contact is an https or mailto URL');
  const lines = [`Contact: ${contact}`, `Expires: ${new Date(expires).toISOString()}`, 'Preferred-Languages: fr, en'];
  return `${lines.join('\n')}\n`;
}
