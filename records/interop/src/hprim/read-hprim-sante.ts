import { InteropError } from '../interop-error.ts';
import { onePatient } from '../results/one-patient.ts';
import { readReportText } from '../results/read-report-text.ts';
import type { ReceivedReport, ReportOptions } from '../results/received-report.ts';
import { decimalSignsOf } from '../results/read-number.ts';
import { readHl7Time } from '../results/sent-time.ts';
import { unknownIdentity } from '../results/sent-identity.ts';
import { numbersOfObx } from '../segments/obx-value.ts';
import { readParty, readRequests, type SegmentRules } from '../segments/read-requests.ts';
import { delimitersOf, plainTextOf, type Delimiters, type Segment } from '../segments/segment.ts';
import { decodeReferences } from '../text/character-references.ts';
import { cleanText } from '../text/clean-text.ts';
import { readHprimPatient } from './hprim-patient.ts';

/** True for the header of HPRIM Santé: H and its five delimiters. */
export function isHprimSante(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return headerDelimiters(first.trimStart()) !== null;
}

/**
 * Reads a file of HPRIM Santé 2.1 to 2.4: segments H, P, OBR, OBX, C and L, in the variants that laboratories send. A
 * segment A continues the one before it, because programs cut lines at 220 characters.
 *
 * @throws InteropError `report_limits`, `report_unknown`, `several_patients`
 */
export function readHprimSante(bytes: Uint8Array, options: ReportOptions): ReceivedReport {
  const { lines, faults } = readReportText(bytes, null, options);
  const whole = wholeLines(lines);
  const delimiters = headerDelimiters(whole[0] ?? '');
  if (delimiters === null)
    throw new InteropError('report_unknown', 'the text does not start with a header of HPRIM Santé');
  const segments = whole.map((line): Segment => {
    const fields = line.split(delimiters.field, 200);
    return { name: (fields[0] ?? '').trim().toUpperCase(), fields };
  });
  const head = segments[0]?.fields ?? [];
  const signs = decimalSignsOf(segments.flatMap((one) => (one.name === 'OBX' ? numbersOfObx(one, delimiters) : [])));
  const patients = segments.filter(({ name }) => name === 'P');
  const results = new Set(['OBR', 'OBX', 'C']);
  // Each file of a laboratory begins with a header. A patient outside of one would belong to no message.
  if (patients.length === 0) faults.add('header_missing');
  if (segments.at(-1)?.name !== 'L') faults.add('end_missing');
  const body = segments.filter(({ name }) => results.has(name));
  const requests = readRequests(body, delimiters, signs, rules, faults);
  return {
    format: 'hprim-sante',
    messageId: plainTextOf(head[2], delimiters) || null,
    sentAt: readHl7Time(head[13] ?? ''),
    sender: readParty(head[4], delimiters),
    addressee: readParty(head[9], delimiters),
    patient: onePatient(
      patients.length === 0
        ? [unknownIdentity]
        : patients.map((one) => readHprimPatient(one, delimiters, options.today)),
    ),
    requests,
    faults: Array.from(faults),
  };
}

const rules: SegmentRules = { comment: { name: 'C', field: 3 }, special: () => null };

function headerDelimiters(line: string): Delimiters | null {
  if (!/^H[!-/:-@[-`{-~]{5}/.test(line)) return null;
  return line.charAt(6) === line.charAt(1) || line.length === 6
    ? delimitersOf(line.charAt(1), line.slice(2, 6), '~^\\&')
    : null;
}

/** Segments with their continuations, without empty lines. */
function wholeLines(lines: readonly string[]): string[] {
  const whole: string[][] = [];
  for (const line of lines) {
    const text = cleanText(decodeReferences(line)).trimStart();
    if (text === '') continue;
    const last = whole.at(-1);
    if (/^A\|/i.test(text) && last !== undefined) last.push(text.slice(2));
    else whole.push([text]);
  }
  return whole.map((parts) => parts.join(''));
}
