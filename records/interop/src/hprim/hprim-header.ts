import type { SentParty } from '../results/received-report.ts';
import { readFamilyNames, readGivenNames } from '../results/read-names.ts';
import { readNir } from '../results/read-nir.ts';
import type { SentIdentity } from '../results/sent-identity.ts';
import { unknownIdentity } from '../results/sent-identity.ts';
import { readBirthDate, readFrenchTime } from '../results/sent-time.ts';
import { textOrNull } from '../text/clean-text.ts';

/** The header of one HPRIM Médecin letter: up to twelve lines, whose meaning is their place. */
export interface HprimHeader {
  readonly patient: SentIdentity;
  readonly requestId: string | null;
  readonly requestedAt: string | null;
  readonly sender: SentParty | null;
  readonly addressee: SentParty | null;
  /** Number of lines of the header. */
  readonly length: number;
}

const day = /^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{8})$/;
const tag = /^(?:\*{4}|(?:RES|TEX)\|)/;

/**
 * Reads the header at the start of a letter: 1 patient number, 2 family name, 3 given name, 4 and 5 address, 6 postal
 * code and town, 7 birth date, 8 social security number, 9 request, 10 its day, 11 sender, 12 addressee. Lines 8 to 12
 * are missing in letters of some programs.
 *
 * @returns null without a header
 */
export function readHprimHeader(lines: readonly string[], today: string): HprimHeader | null {
  const trimmed = lines.slice(0, 12).map((line) => line.trim());
  const [number = '', family = '', given = '', , , , birth = '', nir = ''] = trimmed;
  if (trimmed.length < 7 || trimmed.slice(0, 7).some((line) => tag.test(line)) || family === '') return null;
  const birthDate = day.test(birth) ? readBirthDate(birth, today) : null;
  const sentNir = readNir(nir);
  if (birthDate === null && !(birth === '' && sentNir !== null)) return null;
  const patient: SentIdentity = {
    ...unknownIdentity,
    ...readFamilyNames(family),
    givenNames: readGivenNames(given),
    birthDate,
    nir: sentNir,
    // Some programs put a padded line of the whole file into the place of the patient's number.
    localIds: number === '' || /\s{2}/.test(number) ? [] : [{ system: null, value: number }],
  };
  const isNirLine = nir === '' || /^[\d\sAB.-]{13,24}$/i.test(nir);
  if (!isNirLine || trimmed.length < 8) return { ...noRequest, patient, length: 7 };
  const [, , , , , , , , request = '', requested = '', sender = '', addressee = ''] = trimmed;
  const requestedAt = readFrenchTime(requested, today);
  const hasRequest =
    trimmed.length === 12 &&
    (requestedAt !== null || requested === '') &&
    !trimmed.slice(8).some((line) => tag.test(line));
  if (!hasRequest) return { ...noRequest, patient, length: 8 };
  return {
    patient,
    requestId: textOrNull(request),
    requestedAt,
    sender: readParty(sender),
    addressee: readParty(addressee),
    length: 12,
  };
}

/** True if the header of another letter starts at this line: two letters whose separator is lost. */
export function isHeaderAt(lines: readonly string[], at: number, today: string): boolean {
  if (!day.test(lines[at + 6]?.trim() ?? '') || !/^\s*\d{5}\s+\S/.test(lines[at + 5] ?? '')) return false;
  return (readHprimHeader(lines.slice(at, at + 12), today)?.length ?? 0) > 7;
}

const noRequest = { requestId: null, requestedAt: null, sender: null, addressee: null } as const;

/** A code and a name with spaces between them, or a name alone. */
function readParty(line: string): SentParty | null {
  if (line === '') return null;
  const [, id, name] = /^(\S{1,20})\s{2,}(\S.*)$/u.exec(line.slice(0, 200)) ?? [];
  return id === undefined || name === undefined ? { id: null, name: line } : { id, name };
}
