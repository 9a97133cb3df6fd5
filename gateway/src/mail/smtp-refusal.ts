/** A refusal of one message, such as `smtp_550`, and whether another attempt would repeat it. */
export type SmtpRefusal = { readonly code: string; readonly isFinal: boolean };

/**
 * The SMTP server's answer for one message: null if it accepted it. A message that is larger than the server allows is
 * refused before it is sent, as `smtp_552` (RFC 1870 section 6.1), and an address that cannot be one as `smtp_553`.
 *
 * @throws errors of the connection, after which later messages would fail too
 */
export async function refusalOf(send: () => Promise<unknown>): Promise<SmtpRefusal | null> {
  try {
    await send();
    return null;
  } catch (error) {
    const { responseCode, code } = error as { readonly responseCode?: unknown; readonly code?: unknown };
    if (code !== 'EENVELOPE' && code !== 'EMESSAGE') throw error;
    if (typeof responseCode !== 'number') return { code: code === 'EMESSAGE' ? 'smtp_552' : 'smtp_553', isFinal: true };
    return { code: `smtp_${responseCode}`, isFinal: responseCode >= 500 };
  }
}
