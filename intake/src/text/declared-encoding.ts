import { isReadableEncoding, isSingleByte } from './encodings.ts';

/** Names of encodings in databases and in markup, and the corresponding encoding of intake. */
const names: Readonly<Record<string, string>> = {
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'iso8859-1': 'windows-1252',
  cp1252: 'windows-1252',
  win1252: 'windows-1252',
  we8mswin1252: 'windows-1252',
  we8iso8859p1: 'windows-1252',
  we8iso8859p15: 'iso-8859-15',
  latin9: 'iso-8859-15',
  'iso-8859-15': 'iso-8859-15',
  macroman: 'macintosh',
  'x-mac-roman': 'macintosh',
  cp850: 'ibm850',
  ibm850: 'ibm850',
};

const declarations: readonly RegExp[] = [
  /^\s*<\?xml[^>]*\sencoding=["']([\w.-]+)["']/i,
  /<meta[^>]{0,300}?\scharset=["']?([\w.-]+)/i,
  /\bclient_encoding\s*(?:=|TO)\s*'?([\w-]+)'?/i,
  /\bSET\s+NAMES\s+'?([\w-]+)'?/i,
  /\bCHARACTER\s+SET\s+CLIENT\s*=\s*([\w-]+)/i,
];

/**
 * The encoding declared in a text, if the bytes are consistent with it. Valid UTF-8, byte order marks and zero bytes
 * take precedence over the declaration.
 *
 * @param hasStray some bytes are not UTF-8
 */
export function declaredEncoding(head: Buffer, detected: string, hasStray: boolean): string | undefined {
  if (!hasStray || (detected !== 'utf-8' && !isSingleByte(detected))) return undefined;
  const text = head.toString('latin1', 0, 64 * 1024);
  for (const pattern of declarations) {
    const name = pattern.exec(text)?.[1]?.toLowerCase();
    if (name === undefined) continue;
    const encoding = names[name] ?? name;
    if (/^utf-?8/.test(encoding) || !isReadableEncoding(encoding) || !isSingleByte(encoding)) continue;
    return encoding;
  }
  return undefined;
}
