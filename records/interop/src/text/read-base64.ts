/** Decodes base64 (RFC 4648 section 4) with line ends; null if it is none. */
export function readBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const decoded = atob(text.replace(/\s+/g, ''));
    const bytes = new Uint8Array(decoded.length);
    for (let i = 0; i < decoded.length; i++) bytes[i] = decoded.charCodeAt(i);
    return bytes;
  } catch {
    return null;
  }
}
