import {
  delimitersOf,
  componentsOf,
  plainTextOf,
  repetitionsOf,
  type Delimiters,
  type Segment,
} from '../segments/segment.ts';
import { textOrNull } from '../text/clean-text.ts';
import { declaredEncoding, type TextEncodingName } from '../text/decode-text.ts';

/** The segment MSH of a message. */
export interface Hl7Header {
  readonly delimiters: Delimiters;
  /** Application and facility, as sent with their separators. */
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  readonly sentAt: string;
  /** `ORU`, `MDM`. */
  readonly type: string;
  /** `R01`, `T02`. */
  readonly trigger: string;
  readonly controlId: string;
  /** As sent: `2.5^FRA^2.10`. */
  readonly version: string;
  readonly encoding: TextEncodingName | null;
}

/** Removes the frame of MLLP: 0B before a message, 1C 0D after it. */
export function withoutMllp(bytes: Uint8Array): Uint8Array {
  const start = bytes[0] === 0x0b ? 1 : 0;
  const end = bytes.lastIndexOf(0x1c);
  const isFrame = end >= start && end >= bytes.length - 3;
  return bytes.subarray(start, isFrame ? end : bytes.length);
}

/** Reads the header of a message; null if the line is none. */
export function readHl7Header(line: string): Hl7Header | null {
  const text = line.trimStart().slice(0, 5000);
  if (!/^MSH[!-/:-@[-`{-~]/.test(text)) return null;
  const separator = text.charAt(3);
  const fields = ['MSH', ...splitHeader(text, separator)];
  const delimiters = delimitersOf(separator, (fields[2] ?? '').slice(0, 4), '^~\\&');
  if (delimiters === null) return null;
  const [type = '', trigger = '', structure = ''] = componentsOf(fields[9], delimiters);
  const [charset = ''] = repetitionsOf(fields[18], delimiters);
  return {
    delimiters,
    sendingApplication: fields[3] ?? '',
    sendingFacility: fields[4] ?? '',
    receivingApplication: fields[5] ?? '',
    receivingFacility: fields[6] ?? '',
    sentAt: plainTextOf(fields[7], delimiters),
    type: type.toUpperCase(),
    // 2.3 allows the type alone with the structure of a message behind it.
    trigger: (trigger === '' ? structure : trigger).toUpperCase().replace(/^[A-Z]{3}_/, ''),
    controlId: fields[10] ?? '',
    version: textOrNull(fields[12]) ?? '2.5',
    encoding: declaredEncoding(charset),
  };
}

/** The fields of a line, numbered as in the standard: MSH-1 is the separator itself. */
export function hl7Segment(line: string, separator: string): Segment {
  const name = line.slice(0, 3).trim().toUpperCase();
  return { name, fields: name === 'MSH' ? ['MSH', ...splitHeader(line, separator)] : line.split(separator, 200) };
}

function splitHeader(line: string, separator: string): string[] {
  return [separator, ...line.slice(4).split(separator, 60)];
}
