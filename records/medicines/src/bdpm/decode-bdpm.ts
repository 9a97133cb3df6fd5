/**
 * Decodes a file of the database: UTF-8 if it is valid, else windows-1252, in which earlier editions are written.
 * Control characters of Latin-1, which stand for windows-1252 signs in some lines, become these signs.
 */
export function decodeBdpm(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('windows-1252').decode(bytes);
  }
  const signs = new TextDecoder('windows-1252');
  return text.replace(/[\u0080-\u009f]/g, (sign) => signs.decode(Uint8Array.of(sign.charCodeAt(0))));
}
