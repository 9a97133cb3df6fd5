import { InteropError } from '../interop-error.ts';
import { linesOf } from '../text/clean-text.ts';
import { decodeText, type TextEncodingName } from '../text/decode-text.ts';
import type { ReportFault, ReportOptions } from './received-report.ts';

/** @throws InteropError `report_limits` */
export function requireSize(bytes: Uint8Array, { bytes: most }: ReportOptions): void {
  if (bytes.length > most) throw new InteropError('report_limits', `a file of ${bytes.length} bytes exceeds ${most}`);
}

/**
 * Decodes a file and splits it into lines.
 *
 * @throws InteropError `report_limits`
 */
export function readReportText(
  bytes: Uint8Array,
  declared: TextEncodingName | null,
  options: ReportOptions,
): { readonly lines: readonly string[]; readonly faults: Set<ReportFault> } {
  requireSize(bytes, options);
  const { text, isGuessed, isDeclaredWrong } = decodeText(bytes, declared);
  const lines = linesOf(text);
  if (lines.length > options.lines) {
    throw new InteropError('report_limits', `a file of ${lines.length} lines exceeds ${options.lines}`);
  }
  const faults = new Set<ReportFault>();
  if (isGuessed) faults.add('encoding_guessed');
  if (isDeclaredWrong) faults.add('encoding_wrong');
  return { lines, faults };
}
