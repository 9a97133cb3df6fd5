import PostalMime from 'postal-mime';
import { isEtancheError } from '@etanche/core-wire';
import { readXdm, xmlLimits, zipLimits } from '@etanche/records-interop';

/** A file that the page of sent mail shows: an attachment, a document of its archive, or the PDF inside of one. */
export type ShownFile = {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
  /** Facts about a document of an archive; empty for an attachment. */
  readonly facts: readonly string[];
};

export type ShownMail = {
  readonly subject: string;
  readonly from: string;
  readonly text: string;
  readonly attachments: readonly ShownFile[];
  /** The content of IHE_XDM.zip. */
  readonly archive: readonly ShownFile[];
  /** Code of an archive that cannot be read. */
  readonly problem: string | null;
};

/** @param raw one character for each byte */
export async function readMail(raw: string): Promise<ShownMail> {
  const mail = await PostalMime.parse(Buffer.from(raw, 'latin1'), { attachmentEncoding: 'arraybuffer' });
  const attachments = mail.attachments.map(({ filename, mimeType, content }): ShownFile => ({
    name: filename ?? 'fichier',
    mediaType: mimeType,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
    facts: [],
  }));
  const { address = '', name = '' } = mail.from ?? {};
  const shown = { subject: mail.subject ?? '', from: `${name} <${address}>`, text: mail.text ?? '', attachments };
  try {
    return { ...shown, problem: null, archive: attachments.flatMap(filesOfArchive) };
  } catch (error) {
    if (!isEtancheError(error)) throw error;
    return { ...shown, problem: error.code, archive: [] };
  }
}

function filesOfArchive({ name, content }: ShownFile): ShownFile[] {
  if (!/\.zip$/i.test(name)) return [];
  return readXdm(content, { zip: zipLimits, xml: xmlLimits }).documents.flatMap(
    ({ path, bytes, entry, cda, masking }) => {
      const identity = cda?.patient.identity;
      const facts = [
        cda?.title ?? entry?.title ?? '',
        [identity?.birthFamilyName, identity?.givenNames[0], identity?.birthDate].filter(Boolean).join(' '),
        masking ?? '',
      ].filter((fact) => fact !== '');
      const document = { name: path, mediaType: entry?.mediaType ?? 'application/octet-stream', content: bytes, facts };
      if (cda?.body.kind !== 'file') return [document];
      const { mediaType, bytes: inside } = cda.body;
      return [document, { name: `${path} · PDF`, mediaType, content: inside, facts: [] }];
    },
  );
}
