import type { SentAttachment } from '../results/received-report.ts';
import { readCode } from '../segments/obx-value.ts';
import type { SpecialContent } from '../segments/read-requests.ts';
import { componentsOf, repetitionsOf, type Delimiters, type Segment } from '../segments/segment.ts';
import { decodeText } from '../text/decode-text.ts';
import { readBase64 } from '../text/read-base64.ts';

/** A wish of the sender about a document: `MASQUE_PS`, `INVISIBLE_PATIENT`, `DESTMSSANTEPAT`, `ACK_LECTURE_MSS`. */
export interface DocumentMark {
  readonly code: string;
  /** Null for a value that is neither yes nor no. */
  readonly isSet: boolean | null;
}

const marks =
  /^(?:MASQUE_PS|INVISIBLE_PATIENT|INVISIBLE_REP_LEGAUX|CONNEXION_SECRETE|MODIF_CONF_CODE|DEST(?:DMP|MSSANTE(?:PS|PAT))|ACK_(?:LECTURE|RECEPTION)(?:_MSS)?|CORPSMAIL_(?:PS|PATIENT))$/;

/** The mark of a segment OBX; null for a result or a document. */
export function markOf({ fields }: Segment, delimiters: Delimiters): DocumentMark | null {
  const [code = '', , system = ''] = componentsOf(fields[3], delimiters);
  if (system !== 'MetaDMPMSS' && !marks.test(code)) return null;
  const [value = ''] = componentsOf(repetitionsOf(fields[5], delimiters)[0], delimiters);
  return { code, isSet: value === 'Y' || value === 'O' ? true : value === 'N' ? false : null };
}

/**
 * Reads the segments OBX that are no results: documents in OBX-5 of type ED, and the marks of the national extension.
 */
export function specialObx(segment: Segment, delimiters: Delimiters): SpecialContent | null {
  const { fields } = segment;
  const mark = markOf(segment, delimiters);
  const type = (fields[2] ?? '').toUpperCase();
  if (mark !== null && (type !== 'ED' || mark.code !== 'CORPSMAIL_PS')) return { kind: 'mark' };
  if (type === 'RP') return { kind: 'fault', fault: 'attachment_unread' };
  if (type !== 'ED') return null;
  const attachment = readAttachment(fields[5], delimiters, readCode(fields[3], delimiters)?.name ?? null);
  if (attachment === null) return { kind: 'fault', fault: 'attachment_unread' };
  return mark === null
    ? { kind: 'attachment', attachment }
    : { kind: 'text', text: decodeText(attachment.bytes, null).text };
}

/** ED: application, type, subtype, encoding, data. Base64 may contain no separator, so the data are not unescaped. */
function readAttachment(
  field: string | undefined,
  delimiters: Delimiters,
  title: string | null,
): SentAttachment | null {
  const parts = (field ?? '').split(delimiters.component);
  const [, type = '', subtype = '', encoding = ''] = parts;
  const data = parts.slice(4).join(delimiters.component);
  if (data === '') return null;
  if (!/^base64$/i.test(encoding)) {
    const text = /^(?:A|none|)$/i.test(encoding) ? componentsOf(data, delimiters).join(delimiters.component) : null;
    return text === null
      ? null
      : { mediaType: mediaTypeOf(type, subtype), title, bytes: new TextEncoder().encode(text) };
  }
  const bytes = readBase64(
    data.includes(delimiters.escape) ? data.replaceAll(`${delimiters.escape}.br${delimiters.escape}`, '') : data,
  );
  return bytes === null ? null : { mediaType: mediaTypeOf(type, subtype), title, bytes };
}

function mediaTypeOf(type: string, subtype: string): string {
  const [main, sub] = [type, subtype].map((part) =>
    part
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9.+-]/g, '')
      .slice(0, 60),
  );
  if (sub === 'xml' || sub === 'x-hl7-cda-level-one') return 'text/xml';
  if (sub === 'pdf') return 'application/pdf';
  if (sub === 'jpeg' || sub === 'jpg') return 'image/jpeg';
  if (sub === 'png' || sub === 'tiff') return `image/${sub}`;
  if (main === 'text' || main === 'ft') return `text/${sub === '' || sub === undefined ? 'plain' : sub}`;
  return main === undefined || main === '' || sub === undefined || sub === ''
    ? 'application/octet-stream'
    : `${main}/${sub}`;
}
