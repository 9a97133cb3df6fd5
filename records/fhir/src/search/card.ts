import { FhirError } from '../fhir-error.ts';
import { isDate } from '../resource/dates.ts';
import type { PatientTraits, Sex } from '../french/patient-traits.ts';

/** Warnings about a patient's identity that a list of results shows. */
type CardFlag = 'doubtful' | 'fictitious' | 'homonym' | 'replaced' | 'qualified';

/** The line of a patient in a list of results: enough to distinguish two people, and never the NIR. */
export interface Card {
  /** The birth name; empty if unknown. */
  readonly familyNames: readonly string[];
  readonly usedName: string | null;
  /** The used given name first. */
  readonly givenNames: readonly string[];
  readonly sex: Sex;
  readonly birthDate: string | null;
  readonly town: string | null;
  readonly deceased: boolean;
  readonly flags: readonly CardFlag[];
}

/** Length of a card with its padding, in bytes. */
export const cardBytes = 256;

const version = 2;
/** Marks the end of a card before its padding with zero bytes, because its last text may be absent. */
const endMark = 1;
const sexes: readonly Sex[] = ['unknown', 'male', 'female', 'other'];
const flags: readonly CardFlag[] = ['doubtful', 'fictitious', 'homonym', 'replaced', 'qualified'];
/** Longest texts in bytes of UTF-8; with all other fields the card has at most 242 bytes. */
const longest = { familyName: 60, givenName: 30, town: 40 } as const;
const mostGivenNames = 2;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Builds the card of a patient, with texts truncated so that it fits. */
export function cardOf(traits: PatientTraits): Card {
  const given = [traits.usedGivenName, ...traits.birthGivenNames].flatMap((name) => cut(name, longest.givenName) ?? []);
  const current = traits.addresses.find(({ use }) => use !== 'old') ?? traits.addresses[0];
  const { reliability } = traits;
  const shown: Readonly<Record<CardFlag, boolean>> = {
    doubtful: reliability.flags.includes('DOUT'),
    fictitious: reliability.flags.includes('FICT'),
    homonym: reliability.flags.includes('HOMA'),
    replaced: !traits.active,
    qualified: reliability.status === 'QUAL',
  };
  return {
    familyNames: [traits.birthFamilyName].flatMap((name) => cut(name, longest.familyName) ?? []),
    usedName: cut(traits.usedFamilyName, longest.familyName),
    givenNames: [...new Set(given)].slice(0, mostGivenNames),
    sex: traits.sex,
    birthDate: traits.birthDate !== null && isDate(traits.birthDate) ? traits.birthDate : null,
    town: cut(current?.city ?? null, longest.town),
    deceased: traits.deceased,
    flags: flags.filter((flag) => shown[flag]),
  };
}

/**
 * version ‖ sex + 16 if deceased ‖ flags, one bit each ‖ birth date ‖ town ‖ used name ‖ number of family names ‖ each
 * ‖ number of given names ‖ each ‖ 1. A text is encoded as its length in one byte and its UTF-8; an absent text has
 * length 0.
 *
 * @throws FhirError `card_invalid` if the card has an empty text or does not fit 256 bytes.
 */
export function encodeCard(card: Card): Uint8Array<ArrayBuffer> {
  const bits = flags.reduce((sum, flag, bit) => sum + (card.flags.includes(flag) ? 1 << bit : 0), 0);
  const parts = [version, sexes.indexOf(card.sex) + (card.deceased ? 16 : 0), bits];
  for (const text of [card.birthDate, card.town, card.usedName]) pushText(parts, text);
  for (const names of [card.familyNames, card.givenNames]) {
    parts.push(names.length);
    for (const name of names) pushText(parts, name);
  }
  parts.push(endMark);
  if (parts.length > cardBytes)
    throw new FhirError('card_invalid', `a card of ${parts.length} bytes exceeds ${cardBytes}`);
  const bytes = Uint8Array.from(parts);
  // Rejects a card that is decoded differently, so that each card has one encoding.
  if (!sameCard(decodeCard(bytes), card)) throw new FhirError('card_invalid', 'a card has a value out of its range');
  return bytes;
}

/**
 * @param bytes a card, optionally padded with zero bytes, at most 256 in all
 * @throws FhirError `card_invalid`
 */
export function decodeCard(bytes: Uint8Array): Card {
  const reader = { bytes, at: 0 };
  if (bytes.length > cardBytes || takeByte(reader) !== version) throw invalid('version or length');
  const first = takeByte(reader);
  const sex = sexes[first & 15];
  const bits = takeByte(reader);
  if (sex === undefined || first > 31 || bits >= 1 << flags.length) throw invalid('sex or flags');
  const [birthDate, town, usedName] = [takeText(reader), takeText(reader), takeText(reader)];
  const familyNames = takeTexts(reader);
  const givenNames = takeTexts(reader);
  if (takeByte(reader) !== endMark) throw invalid('end mark');
  if (birthDate !== null && !isDate(birthDate)) throw invalid('birth date');
  if (bytes.subarray(reader.at).some((byte) => byte !== 0)) throw invalid('padding');
  const shown = flags.filter((_flag, bit) => (bits >> bit) % 2 === 1);
  return { familyNames, usedName, givenNames, sex, birthDate, town, deceased: first > 15, flags: shown };
}

type Reader = { readonly bytes: Uint8Array; at: number };

function pushText(parts: number[], text: string | null): void {
  if (text === '') throw invalid('empty text');
  const bytes = encoder.encode(text ?? '');
  parts.push(Math.min(bytes.length, 255), ...bytes);
}

function takeByte(reader: Reader): number {
  const byte = reader.bytes[reader.at];
  if (byte === undefined) throw invalid('end');
  reader.at += 1;
  return byte;
}

function takeText(reader: Reader): string | null {
  const length = takeByte(reader);
  const bytes = reader.bytes.subarray(reader.at, reader.at + length);
  if (bytes.length < length) throw invalid('end');
  reader.at += length;
  try {
    return length === 0 ? null : decoder.decode(bytes);
  } catch (cause) {
    throw new FhirError('card_invalid', `a text of ${length} bytes is not UTF-8`, { cause });
  }
}

function takeTexts(reader: Reader): string[] {
  return Array.from({ length: takeByte(reader) }, () => {
    const text = takeText(reader);
    if (text === null) throw invalid('empty text');
    return text;
  });
}

function sameCard(one: Card, other: Card): boolean {
  const plain = ({ flags: shown, ...card }: Card): string =>
    JSON.stringify([Object.entries(card).sort(([a], [b]) => (a < b ? -1 : 1)), [...shown].sort()]);
  return plain(one) === plain(other);
}

/** Truncates a text to this number of bytes of UTF-8, between characters; null if it becomes empty. */
function cut(text: string | null, bytes: number): string | null {
  let result = '';
  for (const character of (text ?? '').replace(/\p{Surrogate}/gu, '\uFFFD').trim()) {
    if (encoder.encode(result + character).length > bytes) break;
    result += character;
  }
  return result === '' ? null : result;
}

function invalid(what: string): FhirError {
  return new FhirError('card_invalid', `a card is malformed: ${what}`);
}
