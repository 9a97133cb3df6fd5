import { stateOf, stateOfAll } from '../results/abnormal.ts';
import type { OpenItem } from '../results/open-item.ts';
import type { ReportFault, ReportRequest, SentAttachment, SentParty } from '../results/received-report.ts';
import type { DecimalSigns } from '../results/read-number.ts';
import { readHl7Time } from '../results/sent-time.ts';
import { textOrNull } from '../text/clean-text.ts';
import { readCode, readObx } from './obx-value.ts';
import { componentsOf, plainTextOf, repetitionsOf, type Delimiters, type Segment } from './segment.ts';

/** The additions of one format to the segments that HL7 and HPRIM Santé share. */
export interface SegmentRules {
  /** Name and field of a comment: `NTE` and 3, `C` and 3. */
  readonly comment: { readonly name: string; readonly field: number };
  /** Reads a segment OBX that is no result: an attached document, or a mark of the message. */
  readonly special: (segment: Segment) => SpecialContent | null;
}

export type SpecialContent =
  | { readonly kind: 'attachment'; readonly attachment: SentAttachment }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark' }
  | { readonly kind: 'fault'; readonly fault: ReportFault };

type Growing = Omit<ReportRequest, 'state' | 'items' | 'attachments'> & {
  readonly key: string;
  readonly sentState: string;
  readonly items: OpenItem[];
  readonly attachments: SentAttachment[];
};

/**
 * Reads the requests of a message from its segments OBR, OBX and comments. Segments OBR of one number are the chapters
 * of one request.
 */
export function readRequests(
  segments: readonly Segment[],
  delimiters: Delimiters,
  signs: DecimalSigns,
  { comment, special }: SegmentRules,
  faults: Set<ReportFault>,
): ReportRequest[] {
  const requests: Growing[] = [];
  const current = (): Growing => {
    const last = requests.at(-1);
    if (last !== undefined) return last;
    const fresh = requestOf({ name: 'OBR', fields: [] }, delimiters);
    requests.push(fresh);
    return fresh;
  };
  for (const segment of segments) {
    if (segment.name === 'OBR') {
      const fresh = requestOf(segment, delimiters);
      const last = requests.at(-1);
      const chapter = readCode(segment.fields[4], delimiters)?.name ?? null;
      const isChapter = last !== undefined && last.key === fresh.key;
      if (!isChapter) requests.push(fresh);
      if (chapter !== null) (isChapter ? last : fresh).items.push({ kind: 'heading', text: chapter });
    } else if (segment.name === 'OBX') {
      addObx(segment, current(), delimiters, signs, special, faults);
    } else if (segment.name === comment.name) {
      addComment(plainTextOf(segment.fields[comment.field], delimiters), current().items);
    }
  }
  return requests.map(({ key: _key, sentState, ...request }): ReportRequest => {
    const states = request.items.flatMap((item) => (item.kind === 'result' ? [item.state] : []));
    const state = sentState === '' ? stateOfAll(states) : stateOf(sentState);
    const chapters = request.items.filter(({ kind }) => kind === 'heading').length;
    const name = chapters > 1 ? null : request.name;
    return { ...request, name, items: withoutRepeatedHeadings(request.items), state };
  });
}

/** Reads a person of HL7 (XCN) or HPRIM Santé: number, family name, given name. */
export function readParty(field: string | undefined, delimiters: Delimiters): SentParty | null {
  const [id = '', family = '', given = ''] = componentsOf(repetitionsOf(field, delimiters)[0], delimiters);
  const name = textOrNull([family, given].filter((part) => part.trim() !== '').join(' '));
  const number = textOrNull(id);
  return number === null && name === null ? null : { id: number, name };
}

function requestOf({ fields }: Segment, delimiters: Delimiters): Growing {
  const orderId = textOrNull(componentsOf(fields[2], delimiters)[0]);
  const id = textOrNull(componentsOf(fields[3], delimiters)[0]);
  return {
    key: JSON.stringify([id, id === null ? orderId : null]),
    sentState: (fields[25] ?? '').trim(),
    id,
    orderId,
    name: readCode(fields[4], delimiters)?.name ?? null,
    requestedAt: readHl7Time(fields[6] ?? ''),
    sampledAt: readHl7Time(fields[7] ?? ''),
    issuedAt: readHl7Time(fields[22] ?? ''),
    validatedAt: null,
    prescriber: readParty(fields[16], delimiters),
    validator: readParty(fields[32], delimiters),
    items: [],
    attachments: [],
  };
}

function addObx(
  segment: Segment,
  request: Growing,
  delimiters: Delimiters,
  signs: DecimalSigns,
  special: SegmentRules['special'],
  faults: Set<ReportFault>,
): void {
  const content = special(segment);
  if (content?.kind === 'attachment') request.attachments.push(content.attachment);
  else if (content?.kind === 'text') request.items.push({ kind: 'text', text: content.text });
  else if (content?.kind === 'fault') faults.add(content.fault);
  if (content !== null) return;
  const line = readObx(segment, delimiters, signs);
  if (line === null) {
    const text = plainTextOf(segment.fields[5], delimiters);
    if (text !== '') request.items.push({ kind: 'text', text });
    faults.add('line_unread');
    return;
  }
  const isWords = /^(?:TX|FT)$/i.test(segment.fields[2] ?? '') && line.value.unit === null;
  const last = request.items.at(-1);
  // Some laboratories send a text in many segments of one name.
  if (isWords && last?.kind === 'result' && last.name === line.name && last.value.number === null) {
    const text = `${last.value.text}\n${line.value.text}`;
    request.items[request.items.length - 1] = { ...last, value: { ...last.value, text } };
    return;
  }
  request.items.push({ ...line, observedAt: line.observedAt === request.sampledAt ? null : line.observedAt });
}

function addComment(text: string, items: OpenItem[]): void {
  if (text === '') return;
  const last = items.at(-1);
  if (last?.kind === 'result') last.comments.push(text);
  else items.push({ kind: 'text', text });
}

/** A heading that only repeats the name of its one result says nothing. */
function withoutRepeatedHeadings(items: readonly OpenItem[]): OpenItem[] {
  return items.filter((item, at) => {
    const [next, after] = [items[at + 1], items[at + 2]];
    if (item.kind !== 'heading' || next?.kind !== 'result' || next.name !== item.text) return true;
    return after !== undefined && after.kind !== 'heading';
  });
}
