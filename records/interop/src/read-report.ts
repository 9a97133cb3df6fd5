import { hl7HeaderOf, readHl7, type Hl7Message } from './hl7v2/read-hl7.ts';
import { readHprimMedecin } from './hprim/read-hprim-medecin.ts';
import { isHprimSante, readHprimSante } from './hprim/read-hprim-sante.ts';
import type { ReceivedReport, ReportOptions } from './results/received-report.ts';
import { linesOf } from './text/clean-text.ts';
import { decodeText } from './text/decode-text.ts';

const headBytes = 4096;

/**
 * Reads a file of a laboratory in the format that its first line shows: HL7 v2, HPRIM Santé, else HPRIM Médecin.
 *
 * @throws InteropError `report_limits`, `report_unknown`, `several_patients`, `message_type`
 */
export function readReport(bytes: Uint8Array, options: ReportOptions): ReceivedReport {
  return readReportMessage(bytes, options).report;
}

/**
 * The same, with the message of HL7 v2 that the report comes from: its document and marks; null for another format.
 *
 * @throws InteropError as `readReport`
 */
export function readReportMessage(
  bytes: Uint8Array,
  options: ReportOptions,
): { readonly report: ReceivedReport; readonly message: Hl7Message | null } {
  if (hl7HeaderOf(bytes) !== null) {
    const message = readHl7(bytes, options);
    return { report: message.report, message };
  }
  // A character that the end of the head divides makes strict UTF-8 fail, which changes no delimiter.
  const head = linesOf(decodeText(bytes.subarray(0, headBytes), null).text);
  const report = isHprimSante(head) ? readHprimSante(bytes, options) : readHprimMedecin(bytes, options);
  return { report, message: null };
}
