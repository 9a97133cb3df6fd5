import { InteropError } from '../interop-error.ts';
import { stateOfAll } from '../results/abnormal.ts';
import { onePatient } from '../results/one-patient.ts';
import { readReportText } from '../results/read-report-text.ts';
import type { OpenItem, OpenResult } from '../results/open-item.ts';
import type { ReceivedReport, ReportOptions, ReportRequest } from '../results/received-report.ts';
import { decimalSignsOf, type DecimalSigns } from '../results/read-number.ts';
import { unknownIdentity } from '../results/sent-identity.ts';
import { decodeReferences } from '../text/character-references.ts';
import { cleanText } from '../text/clean-text.ts';
import { isHeaderAt, readHprimHeader, type HprimHeader } from './hprim-header.ts';
import { previousOf, timesOf } from './letter-times.ts';
import { numbersOfResLine, readResLine } from './res-line.ts';
import { readTextLine } from './text-line.ts';

/** One letter of a file: its header, and the lines between header and end. */
interface Letter {
  readonly header: HprimHeader | null;
  readonly lines: readonly string[];
  readonly hasEnd: boolean;
}

const end = /^\s*\*{4}FIN(?:FICHIER)?\*{4}/;

/** True for text with a tag or a line of HPRIM Médecin, or with its header. */
function isHprimMedecin(lines: readonly string[], today: string): boolean {
  const isTagged = lines.some((line) => /^\s*(?:\*{4}(?:LAB|FIN|FINFICHIER)\*{4}|RES\|)/.test(line));
  const first = lines.findIndex((line) => line.trim() !== '');
  return isTagged || readHprimHeader(lines.slice(Math.max(first, 0), first + 12), today) !== null;
}

/**
 * Reads a file of HPRIM Médecin: letters with a header of twelve lines, text, and results in lines RES and TEX, of
 * version 1 to 3 and with the deviations of programs in use. A letter without a line RES has the results that are whole
 * lines of its text.
 *
 * @throws InteropError `report_limits`, `report_unknown`, `several_patients`
 */
export function readHprimMedecin(bytes: Uint8Array, options: ReportOptions): ReceivedReport {
  const { lines, faults } = readReportText(bytes, null, options);
  if (!isHprimMedecin(lines, options.today)) throw new InteropError('report_unknown', 'the text is not HPRIM Médecin');
  const decoded = lines.map((line) => cleanText(decodeReferences(line)));
  const letters = lettersOf(decoded, options.today);
  const signs = decimalSignsOf(decoded.flatMap((line) => (/^\s*RES\|/.test(line) ? numbersOfResLine(line) : [line])));
  const requests = letters.map((letter) => requestOf(letter, signs, options.today));
  if (letters.some(({ header }) => header === null)) faults.add('header_missing');
  if (letters.some(({ hasEnd }) => !hasEnd)) faults.add('end_missing');
  if (requests.some(({ isUnread }) => isUnread)) faults.add('line_unread');
  const [first] = letters;
  return {
    format: 'hprim-medecin',
    messageId: null,
    sentAt: null,
    sender: first?.header?.sender ?? null,
    addressee: first?.header?.addressee ?? null,
    patient: onePatient(letters.map(({ header }) => header?.patient ?? unknownIdentity)),
    requests: requests.map(({ request }) => request),
    faults: Array.from(faults),
  };
}

function lettersOf(lines: readonly string[], today: string): Letter[] {
  const letters: Letter[] = [];
  let start = 0;
  const take = (stop: number, hasEnd: boolean): void => {
    while (
      start < stop &&
      lines[start]?.trim() === '' &&
      readHprimHeader(lines.slice(start, start + 12), today) === null
    )
      start++;
    const body = lines.slice(start, stop);
    if (body.some((line) => line.trim() !== '')) {
      const header = readHprimHeader(body.slice(0, 12), today);
      letters.push({ header, lines: body.slice(header?.length ?? 0), hasEnd });
    }
    start = stop;
  };
  for (const [at, line] of lines.entries()) {
    if (end.test(line)) {
      take(at, true);
      start = at + 1;
    } else if (at > start + 12 && isHeaderAt(lines, at, today)) {
      take(at, false);
    }
  }
  take(lines.length, false);
  return letters;
}

function requestOf(letter: Letter, signs: DecimalSigns, today: string): { request: ReportRequest; isUnread: boolean } {
  const { items, isUnread } = itemsOf(letter.lines, signs, today);
  const states = items.flatMap((item) => (item.kind === 'result' ? [item.state] : []));
  const request: ReportRequest = {
    id: letter.header?.requestId ?? null,
    orderId: null,
    name: null,
    requestedAt: letter.header?.requestedAt ?? null,
    ...timesOf(letter.lines, today),
    prescriber: null,
    validator: null,
    state: stateOfAll(states),
    items,
    attachments: [],
  };
  return { request, isUnread };
}

function itemsOf(
  lines: readonly string[],
  signs: DecimalSigns,
  today: string,
): { items: OpenItem[]; isUnread: boolean } {
  const items: OpenItem[] = [];
  const isStructured = lines.some((line) => /^\s*RES\|/.test(line));
  let isUnread = false;
  let text: string[] = [];
  const endText = (): void => {
    const block = text.join('\n').replace(/^\n+/, '').trimEnd();
    if (block !== '') items.push({ kind: 'text', text: block });
    text = [];
  };
  for (const line of lines) {
    const trimmed = line.trim();
    if (/^\*{4}[A-Z]{2,12}\*{4}$/.test(trimmed)) continue;
    const last = text.length === 0 ? items.at(-1) : undefined;
    if (trimmed.startsWith('TEX|') && last?.kind === 'result') {
      addComment(last, trimmed.slice(4).trim(), today);
      continue;
    }
    const result = readLine(trimmed, isStructured, signs);
    if (result !== null) {
      endText();
      items.push(result);
    } else if (trimmed !== '' || text.length > 0) {
      if (/^(?!TEX)[A-Z]{3}\|/.test(trimmed)) isUnread = true;
      text.push(trimmed.startsWith('TEX|') ? trimmed.slice(4) : line.trimEnd());
    }
  }
  endText();
  return { items, isUnread };
}

function readLine(line: string, isStructured: boolean, signs: DecimalSigns): OpenItem | null {
  if (line.startsWith('RES|')) return readResLine(line, signs);
  return isStructured ? null : readTextLine(line, signs);
}

/** A line TEX belongs to the result before it. */
function addComment(result: OpenResult, comment: string, today: string): void {
  if (comment === '') return;
  result.comments.push(comment);
  result.previous ??= previousOf(comment, today);
}
