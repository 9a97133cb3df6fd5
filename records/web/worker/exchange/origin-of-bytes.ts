import { isEtancheError } from '@etanche/core-wire';
import type { DocumentOrigin } from '@etanche/records-fhir';
import {
  fhirDocumentLimits,
  originOfCda,
  originOfFhir,
  originOfReport,
  readCda,
  readFhirDocument,
  readReportMessage,
  reportLimits,
  xmlLimits,
} from '@etanche/records-interop';
import { practiceTimeZone } from '../../port/practice-setup.ts';
import { practiceToday } from '../../port/practice-time.ts';

/**
 * The statement of a received file about its versions; null for one that says nothing, such as a scan.
 *
 * @param channel the verified way on which it came: a document only replaces one that came on the same way
 */
export function originOfBytes(bytes: Uint8Array, channel: string): DocumentOrigin | null {
  const origin = attempt(bytes);
  return origin === null ? null : withChannel(origin, channel);
}

/** A statement of a sender as one that came on a verified way. */
export function withChannel(origin: DocumentOrigin, channel: string): DocumentOrigin {
  return { ...origin, sender: `${channel} ${origin.sender}`.trim() };
}

function attempt(bytes: Uint8Array): DocumentOrigin | null {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 1024)).replace(/^\u00ef\u00bb\u00bf/, '');
  if (head.startsWith('%PDF-') || head.startsWith('PK')) return null;
  try {
    if (/^\s*</.test(head)) return originOfCda(readCda(bytes, xmlLimits), null);
    if (/^\s*\{/.test(head)) return originOfFhir(readFhirDocument(bytes, fhirDocumentLimits));
    const { report, message } = readReportMessage(bytes, { ...reportLimits, today: practiceToday() });
    return originOfReport(report, message, practiceTimeZone());
  } catch (error) {
    if (!isEtancheError(error)) throw error;
    return null;
  }
}
