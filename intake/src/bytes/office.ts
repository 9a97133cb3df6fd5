import type { ZipArchive } from './zip.ts';

type OfficeKind =
  | 'xlsx'
  | 'ods'
  | 'xlsb'
  | 'Word (docx)'
  | 'PowerPoint (pptx)'
  | 'OpenDocument text'
  | 'an Android or Java package'
  | 'EPUB'
  | 'Numbers or Pages';

/** The kind of office document in a zip, recognised by its typical members; undefined for an archive of files. */
export function officeKind({ members }: ZipArchive): OfficeKind | undefined {
  const has = (name: RegExp): boolean => members.some((member) => name.test(member.name));
  if (has(/^xl\/workbook\.xml$/)) return 'xlsx';
  if (has(/^xl\/workbook\.bin$/)) return 'xlsb';
  if (has(/^word\/document\d*\.xml$/)) return 'Word (docx)';
  if (has(/^ppt\/presentation\.xml$/)) return 'PowerPoint (pptx)';
  if (has(/^content\.xml$/) && has(/^(?:META-INF\/manifest\.xml|mimetype|styles\.xml)$/)) return 'ods';
  if (has(/^META-INF\/container\.xml$/) && has(/\.opf$/)) return 'EPUB';
  if (has(/^Index\/Document\.iwa$|^Index\.zip$/)) return 'Numbers or Pages';
  if (has(/^META-INF\/MANIFEST\.MF$/) && has(/\.(?:class|dex)$/)) return 'an Android or Java package';
  if (has(/^\[Content_Types\]\.xml$/)) return 'Word (docx)';
  return undefined;
}

/** True for an OLE file whose directory has the stream of an encrypted package: a password protects the document. */
export function isEncryptedOffice(head: Buffer): boolean {
  if (head.subarray(0, 8).toString('hex') !== 'd0cf11e0a1b11ae1') return false;
  return head.includes(Buffer.from('EncryptedPackage', 'utf16le')) || head.includes('EncryptedPackage');
}
