import { InteropError } from '../interop-error.ts';
import { onePatient } from '../results/one-patient.ts';
import { readReportText, requireSize } from '../results/read-report-text.ts';
import type { ReceivedReport, ReportFault, ReportOptions, SentParty } from '../results/received-report.ts';
import { decimalSignsOf } from '../results/read-number.ts';
import { readHl7Time } from '../results/sent-time.ts';
import { unknownIdentity } from '../results/sent-identity.ts';
import { numbersOfObx, readCode } from '../segments/obx-value.ts';
import { readRequests } from '../segments/read-requests.ts';
import { componentsOf, plainTextOf, type Delimiters, type Segment } from '../segments/segment.ts';
import { cleanText, textOrNull } from '../text/clean-text.ts';
import { decodeText } from '../text/decode-text.ts';
import { hl7Segment, readHl7Header, withoutMllp, type Hl7Header } from './hl7-header.ts';
import { readHl7Patient } from './hl7-patient.ts';
import { markOf, specialObx, type DocumentMark } from './special-obx.ts';

/** The document of a message MDM, or of an ORU that sends a document. */
export interface Hl7Document {
  /** `cancel` asks to hide a document, never to destroy it. */
  readonly action: 'create' | 'replace' | 'cancel';
  readonly id: string | null;
  /** The document that this one replaces. */
  readonly replaces: string | null;
  readonly type: { readonly name: string; readonly code: string | null } | null;
  readonly at: string | null;
}

export interface Hl7Message {
  readonly header: Hl7Header;
  readonly report: ReceivedReport;
  /** Null for a message of results alone. */
  readonly document: Hl7Document | null;
  readonly marks: readonly DocumentMark[];
}

/** A segment MSH is shorter. */
const headBytes = 5000;
const accepted: Readonly<Record<string, readonly string[]>> = {
  ORU: ['R01'],
  MDM: ['T01', 'T02', 'T09', 'T10', 'T11'],
};

/**
 * Reads a message ORU^R01 or MDM^T02, T10 or T11 of HL7 2.3 to 2.6, with or without the frame of MLLP.
 *
 * @throws InteropError `report_limits`, `report_unknown`, `several_patients`; `message_type` for any other message
 */
export function readHl7(bytes: Uint8Array, options: ReportOptions): Hl7Message {
  const message = withoutMllp(bytes);
  requireSize(message, options);
  const header = hl7HeaderOf(message);
  if (header === null) throw new InteropError('report_unknown', 'the text does not start with a segment MSH');
  if (accepted[header.type]?.includes(header.trigger) !== true) {
    throw new InteropError('message_type', 'the message is neither ORU^R01 nor MDM^T02, T10 or T11');
  }
  const { lines, faults } = readReportText(message, header.encoding, options);
  const { delimiters } = header;
  const segments = lines
    .map((line) => cleanText(line).trimStart())
    .filter((line) => line !== '')
    .map((line) => hl7Segment(line, delimiters.field));
  return {
    header,
    report: reportOf(header, segments, faults),
    document: documentOf(header, segments),
    marks: segments.flatMap((one) => (one.name === 'OBX' ? (markOf(one, delimiters) ?? []) : [])),
  };
}

/** Reads the header alone; null if the message has none. */
export function hl7HeaderOf(bytes: Uint8Array): Hl7Header | null {
  const start = withoutMllp(bytes).subarray(0, headBytes);
  // One byte is one character here, because the header names its encoding in ASCII.
  const first = readHl7Header(firstLine(new TextDecoder('windows-1252').decode(start).replace(/^ï»¿/, '')));
  if (first === null) return null;
  const { text } = decodeText(start, first.encoding);
  return readHl7Header(firstLine(text)) ?? first;
}

function firstLine(text: string): string {
  return cleanText(text.trimStart().split(/[\r\n]/, 1)[0] ?? '');
}

function reportOf(header: Hl7Header, segments: readonly Segment[], faults: Set<ReportFault>): ReceivedReport {
  const { delimiters } = header;
  const signs = decimalSignsOf(segments.flatMap((one) => (one.name === 'OBX' ? numbersOfObx(one, delimiters) : [])));
  const patients = segments.filter(({ name }) => name === 'PID');
  const rules = {
    comment: { name: 'NTE', field: 3 },
    special: (segment: Segment) => specialObx(segment, delimiters),
  };
  const body = segments.filter(({ name }) => name === 'OBR' || name === 'OBX' || name === 'NTE');
  if (patients.length === 0) faults.add('header_missing');
  const requests = readRequests(body, delimiters, signs, rules, faults);
  return {
    format: 'hl7v2',
    messageId: textOrNull(header.controlId),
    sentAt: readHl7Time(header.sentAt),
    sender: partyOf(header.sendingApplication, header.sendingFacility, delimiters),
    addressee: partyOf(header.receivingApplication, header.receivingFacility, delimiters),
    patient: onePatient(
      patients.length === 0 ? [unknownIdentity] : patients.map((segment) => readHl7Patient(segment, delimiters)),
    ),
    requests,
    faults: Array.from(faults),
  };
}

function documentOf(header: Hl7Header, segments: readonly Segment[]): Hl7Document | null {
  const { delimiters } = header;
  const embedded = segments.find(
    (one) => one.name === 'OBX' && /^ED$/i.test(one.fields[2] ?? '') && markOf(one, delimiters) === null,
  );
  const txa = segments.find(({ name }) => name === 'TXA');
  if (header.type === 'ORU' && embedded === undefined) return null;
  const code = readCode(txa?.fields[2], delimiters) ?? readCode(embedded?.fields[3], delimiters);
  const state = (embedded?.fields[11] ?? '').trim().toUpperCase();
  return {
    action: actionOf(header, state),
    id: textOrNull(componentsOf(txa?.fields[12], delimiters)[0]),
    replaces: textOrNull(componentsOf(txa?.fields[13], delimiters)[0]),
    type: code === null ? null : { name: code.name, code: code.code?.code ?? null },
    at:
      [txa?.fields[4], txa?.fields[6], txa?.fields[7]]
        .map((time) => readHl7Time(time ?? ''))
        .find((time) => time !== null) ?? null,
  };
}

/** A message ORU says it by the state of its document: D deletes, C replaces. */
function actionOf({ type, trigger }: Hl7Header, state: string): Hl7Document['action'] {
  if (type === 'MDM')
    return trigger === 'T11' ? 'cancel' : trigger === 'T10' || trigger === 'T09' ? 'replace' : 'create';
  return state === 'D' ? 'cancel' : state === 'C' ? 'replace' : 'create';
}

function partyOf(application: string, facility: string, delimiters: Delimiters): SentParty | null {
  const id = textOrNull(componentsOf(application, delimiters)[0]);
  const name = textOrNull(plainTextOf(facility, delimiters));
  return id === null && name === null ? null : { id, name };
}
