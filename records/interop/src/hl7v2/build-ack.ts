import { utf8, type Bytes } from '@etanche/core-wire';
import { escapeText } from '../segments/segment.ts';
import type { Hl7Header } from './hl7-header.ts';

/**
 * - `AA`: the message was accepted; `AE`: it could not be read or stored, and may be sent again; `AR`: its type or
 *   version is not accepted.
 */
export type AckCode = 'AA' | 'AE' | 'AR';

/** Codes of HL7 table 0357 for the segment ERR. */
export const ackErrors = {
  segment_sequence: '100',
  field_missing: '101',
  data_type: '102',
  message_type: '200',
  event_code: '201',
  version: '203',
  unknown_patient: '204',
  duplicate: '205',
  internal: '207',
} as const;

export interface Ack {
  readonly code: AckCode;
  /** Null for AA. */
  readonly error: keyof typeof ackErrors | null;
  /** The control id of the answer, unique for the sender: ASCII, at most 20 characters. */
  readonly controlId: string;
  /** `YYYYMMDDhhmmss`, local time. */
  readonly at: string;
}

/**
 * Builds the answer to a message (HL7 2.5, section 2.9): MSH with sender and receiver exchanged, MSA, and ERR with a
 * code. It has no value of the patient.
 */
export function buildAck(header: Hl7Header, { code, error, controlId, at }: Ack): Bytes {
  const { field, component, repetition, escape, subcomponent } = header.delimiters;
  const own = (text: string): string => escapeText(text, header.delimiters);
  const msh = [
    `MSH${field}${component}${repetition}${escape}${subcomponent}`,
    ...[header.receivingApplication, header.receivingFacility, header.sendingApplication, header.sendingFacility],
    ...[own(at), '', ['ACK', own(header.trigger), 'ACK'].join(component), own(controlId), own(header.processingId)],
    ...[header.version, '', '', '', '', '', 'UNICODE UTF-8'],
  ];
  const msa = ['MSA', code, header.controlId];
  const number = error === null ? '' : ackErrors[error];
  const err = ['ERR', '', '', [number, own(error ?? ''), 'HL70357'].join(component), 'E'];
  const segments = error === null ? [msh, msa] : [msh, msa, err];
  return utf8(segments.map((one) => `${one.join(field)}\r`).join(''));
}

/** The frame of MLLP around a message. */
export function withMllp(message: Uint8Array): Bytes {
  return Uint8Array.from([0x0b, ...message, 0x1c, 0x0d]);
}
