import { IntakeError } from './intake-error.ts';

/** Unsupported formats recognised by bytes at a position, and advice for each. */
const signatures: readonly (readonly [hex: string, name: string, advice: string, at?: number])[] = [
  ['000100005374616e64617264204a6574', 'Access (mdb)', 'open it in Access and export each table as a text file'],
  ['000100005374616e6461726420414345', 'Access (accdb)', 'open it in Access and export each table as a text file'],
  ['d0cf11e0a1b11ae1', 'Excel 97 (xls) or another OLE file', 'save it as xlsx'],
  ['0908100000060500', 'Excel 5 (xls)', 'save it as xlsx'],
  ['377abcaf271c', '7z', 'extract it first'],
  ['526172211a07', 'rar', 'extract it first'],
  ['425a68', 'bzip2', 'extract it first'],
  ['fd377a585a00', 'xz', 'extract it first'],
  ['28b52ffd', 'zstd', 'extract it first'],
  ['04224d18', 'lz4', 'extract it first'],
  ['1f9d', 'compress (Z)', 'extract it first'],
  ['4d534346', 'Microsoft cabinet (cab)', 'extract it first'],
  ['53514c69746520666f726d6174203300', 'SQLite', 'export it with "sqlite3 FILE .dump"'],
  ['255044462d', 'PDF', 'ask for the data behind it as CSV or Excel'],
  ['5047444d50', 'a PostgreSQL custom dump', 'turn it into text with "pg_restore -f dump.sql FILE"'],
  ['4f626a01', 'Avro', 'export it as JSON or Parquet'],
  ['4f5243', 'ORC', 'export it as Parquet'],
  ['7b5c727466', 'RTF', 'save it as plain text or CSV'],
  ['2142444e', 'Outlook (pst)', 'export the messages or contacts from Outlook as CSV'],
  ['24464c32', 'SPSS (sav)', 'save it as CSV in SPSS or PSPP'],
  ['24464c33', 'SPSS (zsav)', 'save it as CSV in SPSS or PSPP'],
  ['3c73746174615f647461', 'Stata (dta)', 'export it with "export delimited"'],
  ['484541444552205245434f52442a2a2a', 'SAS transport (xpt)', 'export it as CSV'],
  ['000000000000000000000000c2ea8160b31411cfbd92080009c7318c', 'SAS (sas7bdat)', 'export it as CSV'],
  ['894844460d0a1a0a', 'HDF5', 'export it as CSV or Parquet'],
  ['4152524f5731', 'Arrow (feather)', 'export it as Parquet'],
  ['0001000000c04842415345370500000000000000', 'FileMaker (fmp12)', 'export it as CSV in FileMaker'],
  ['c0484241', 'FileMaker', 'export it as CSV in FileMaker', 14],
  ['54415045', 'a SQL Server backup (bak)', 'restore it and export the tables as CSV or as scripts'],
  ['010f0000', 'SQL Server (mdf)', 'attach it and export the tables as CSV or as scripts'],
  ['4d5a9000', 'a Windows program', 'look for the data that it reads'],
  ['52445832', 'R (rda)', 'export it with write.csv'],
  ['52445833', 'R (rda)', 'export it with write.csv'],
  ['7f454c46', 'a Linux program', 'look for the data that it reads'],
  ['ffd8ff', 'a JPEG picture', 'ask for the data behind it'],
  ['89504e470d0a1a0a', 'a PNG picture', 'ask for the data behind it'],
  ['4449434d', 'a DICOM picture', 'ask for the list of patients of the archive', 128],
  ['4344303031', 'a disk image (iso)', 'extract it first', 0x8001],
];

/** Unsupported text formats, recognised by their beginning. */
const texts: readonly (readonly [pattern: RegExp, name: string, advice: string])[] = [
  [/^(?:UNA.{6}\s*)?UNB\+/s, 'EDIFACT', 'export the patients of the software as CSV'],
  [/^ISA[|*^~]/, 'X12', 'export the patients of the software as CSV'],
  [/^From \S+@?\S* .+\n(?:[\w-]+: |>From )/, 'a mailbox (mbox)', 'export the contacts or the attached files as CSV'],
  [
    /^(?:(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|X-[\w-]+|Date|Subject|To): .*\r?\n(?:[ \t].*\r?\n)*){3}/i,
    'a mail message (eml)',
    'save the attached files and import these',
  ],
  [/^\s*BEGIN:VCARD/i, 'vCard', 'export the contacts as CSV'],
  [/^\s*BEGIN:VCALENDAR/i, 'iCalendar', 'export the appointments as CSV'],
  [/^%!PS/, 'PostScript', 'ask for the data behind it as CSV or Excel'],
  [/^\{\\rtf/, 'RTF', 'save it as plain text or CSV'],
  [/^-----BEGIN PGP|^age-encryption\.org/, 'an encrypted file', 'decrypt it on an encrypted disk'],
  [/^ID;P(?:[A-Z]|\r|\n|;)/, 'SYLK (slk)', 'open it in Excel and save it as xlsx'],
  [/^TABLE\r?\n0,1\r?\n/, 'DIF', 'open it in Excel and save it as xlsx'],
];

/** @throws IntakeError `format_unsupported` on a format that must be converted first */
export function refuseFormat(head: Uint8Array): void {
  const hex = Buffer.from(head).toString('hex');
  const found = signatures.find(([signature, , , at = 0]) => hex.startsWith(signature, at * 2));
  if (found !== undefined) throw unsupported(found[1], found[2]);
  if (isFirebird(head)) throw unsupported('Firebird (fdb)', 'restore it and export the tables as CSV');
  if (isBson(head)) throw unsupported('BSON of mongodump', 'turn it into JSON with "bsondump FILE"');
}

/** @throws IntakeError `format_unsupported` on a text that must be converted first */
export function refuseText(head: string): void {
  const found = texts.find(([pattern]) => pattern.test(head));
  if (found !== undefined) throw unsupported(found[1], found[2]);
}

/** Unsupported binary formats recognised by the file extension. */
const extensions: readonly (readonly [pattern: RegExp, name: string, advice: string])[] = [
  [/\.(?:fdb|gdb|fbk|ib)$/i, 'Firebird', 'restore it and export the tables as CSV'],
  [/\.(?:mdb|accdb|mde)$/i, 'Access', 'open it in Access and export each table as a text file'],
  [/\.(?:pst|ost|msg)$/i, 'Outlook', 'export the messages or contacts from Outlook as CSV'],
  [/\.(?:sav|por|zsav)$/i, 'SPSS', 'save it as CSV in SPSS or PSPP'],
  [/\.(?:sas7bdat|xpt)$/i, 'SAS', 'export it as CSV'],
  [/\.(?:dta)$/i, 'Stata', 'export it with "export delimited"'],
  [/\.(?:rds|rda|rdata)$/i, 'R', 'export it with write.csv'],
  [/\.(?:bson)$/i, 'BSON of mongodump', 'turn it into JSON with "bsondump FILE"'],
  [/\.(?:fic|mmo|ndx)$/i, 'HyperFileSQL (WinDev)', 'export it as CSV with its control centre'],
  [/\.(?:4dd|4db|4dindx)$/i, '4D', 'export the tables as text in 4D'],
  [/\.(?:db|px|mb)$/i, 'Paradox', 'export the table as CSV'],
  [/\.(?:fp[57]|fmp12)$/i, 'FileMaker', 'export it as CSV in FileMaker'],
  [/\.(?:ibd|frm|myd|myi)$/i, 'MySQL', 'export it with mysqldump'],
  [/\.(?:mdf|ldf|bak)$/i, 'SQL Server', 'restore it and export the tables as CSV or as scripts'],
  [/\.(?:dmp|expdp)$/i, 'an Oracle dump', 'import it and export the tables as CSV'],
  [/\.(?:npy|npz|pkl|pickle|h5|feather|avro|orc)$/i, 'a data frame', 'export it as CSV or Parquet'],
];

/**
 * @param name the path of the file or of the member, whose extension may identify the format
 * @throws IntakeError `format_unsupported`, `format_unknown` when a text that is not UTF-16 has many control
 *   characters, or many kinds of them
 */
export function refuseBinary(head: Uint8Array, name: string): void {
  let controls = 0;
  const kinds = new Set<number>();
  for (const byte of head) {
    if (byte < 9 || (byte > 13 && byte < 27)) controls++;
    if ((byte > 0 && byte < 9) || (byte > 13 && byte < 26) || byte === 11 || byte === 127) kinds.add(byte);
  }
  // Separators such as 0x01 and stray zero bytes are far below this limit.
  if (controls * 5 <= head.length && kinds.size < 6) return;
  const known = extensions.find(([pattern]) => pattern.test(name));
  if (known !== undefined) throw unsupported(known[1], known[2]);
  throw new IntakeError('format_unknown', 'the file is not text and has no known format: export it as CSV or Excel');
}

export function unsupported(name: string, advice: string): IntakeError {
  return new IntakeError('format_unsupported', `${name} is not supported: ${advice}`);
}

/** A header page of type 1 with an ODS version whose highest bit means Firebird. */
function isFirebird(head: Uint8Array): boolean {
  if (head.length < 24 || head[0] !== 1 || head[1] !== 0) return false;
  const bytes = Buffer.from(head);
  if (/^[0-9][0-9]\0{4}/.test(bytes.toString('latin1', 2, 8))) return true;
  const pageSize = bytes.readUInt16LE(16);
  const isPageSize = pageSize >= 1024 && (pageSize & (pageSize - 1)) === 0;
  return (
    (isPageSize && (bytes.readUInt16LE(18) & 0x8000) !== 0) || /firebird|interbase/i.test(bytes.toString('latin1'))
  );
}

/** A document of mongodump: its length is plausible, and its first element has a known type and a name. */
function isBson(head: Uint8Array): boolean {
  if (head.length < 12) return false;
  const length = Buffer.from(head).readInt32LE(0);
  const type = head[4] ?? 0;
  const isName = /^[\w$.-]{1,64}\0/.test(Buffer.from(head.subarray(5, 80)).toString('latin1'));
  return length >= 12 && length <= 16 * 1024 * 1024 && type >= 1 && type <= 0x13 && isName;
}
