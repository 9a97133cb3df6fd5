import { IntakeError } from './intake-error.ts';

/** Formats that are recognised by their first bytes (hexadecimal) and not read here. */
const signatures: readonly (readonly [hex: string, name: string])[] = [
  ['d0cf11e0a1b11ae1', 'Excel 97 (xls), Access or another OLE file'],
  ['377abcaf271c', '7z'],
  ['526172211a07', 'rar'],
  ['425a68', 'bzip2'],
  ['fd377a585a00', 'xz'],
  ['28b52ffd', 'zstd'],
  ['04224d18', 'lz4'],
  ['53514c69746520666f726d6174203300', 'SQLite'],
  ['255044462d', 'PDF'],
  ['0001000053746964', 'Access'],
  ['5047444d50', 'PostgreSQL custom dump'],
  ['4f626a01', 'Avro'],
  ['4f5243', 'ORC'],
  ['7b5c727466', 'RTF'],
];

/** @throws IntakeError `format_unsupported` on a format that must be converted first */
export function refuseFormat(head: Uint8Array): void {
  const hex = Buffer.from(head).toString('hex');
  const found = signatures.find(([signature]) => hex.startsWith(signature));
  if (found !== undefined) throw new IntakeError('format_unsupported', `${found[1]} is not read here`);
}

/** @throws IntakeError `format_unknown` when a text in no UTF-16 holds many control characters */
export function refuseBinary(head: Uint8Array): void {
  let controls = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 27)) controls++;
  // Separators such as 0x01 and stray zero bytes stay far below.
  if (controls * 5 > head.length) throw new IntakeError('format_unknown', 'the file is not a text that is known here');
}
