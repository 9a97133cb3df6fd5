import type { ReportItem, ResultLine } from '../../results/received-report.ts';
import { attributeOf, childrenNamed, elementAt, elementsOf, textInside } from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import { cdaOids, cdaTemplates } from '../cda-oids.ts';
import { abnormalOf } from '../../results/abnormal.ts';
import type { Report } from './cda-document.ts';
import { commentsIn, isComment } from './comment-act.ts';
import { readCode, readTime, textOf } from './read-parts.ts';
import { rangeOf, readResultValue, type Words } from './result-value.ts';

/** Sections of laboratory reports (IHE XD-LAB 2.3): a speciality, and a report item. */
const laboratorySections: readonly string[] = [`${cdaTemplates.laboratory}.2.1`, `${cdaTemplates.laboratory}.2.2`];

export function isLaboratorySection(section: XmlElement): boolean {
  return childrenNamed(section, 'templateId').some((one) =>
    laboratorySections.includes(attributeOf(one, 'root') ?? ''),
  );
}

/** The results of a section without its subsections, in their order; names of groups are headings. */
export function readResults(section: XmlElement, words: Words, report: Report): ReportItem[] {
  const items: ReportItem[] = [];
  const title = textOf(textInside(elementAt(section, 'title'))) ?? readCode(elementAt(section, 'code'))?.name ?? null;
  if (title !== null) items.push({ kind: 'heading', text: title });
  for (const entry of childrenNamed(section, 'entry')) collect(entry, words, report, items);
  return items;
}

const containers: ReadonlySet<string> = new Set(['entry', 'act', 'entryRelationship', 'component', 'organizer']);

function collect(element: XmlElement, words: Words, report: Report, items: ReportItem[]): void {
  for (const child of elementsOf(element)) {
    if (child.name === 'observation') {
      const line = readLine(child, words);
      if (line === null) report({ path: 'entry/observation', reason: 'laboratory_unread' });
      else items.push(line);
    } else if (child.name === 'organizer') {
      const name = nameOf(elementAt(child, 'code'), words);
      if (name !== null) items.push({ kind: 'heading', text: name });
      collect(child, words, report, items);
    } else if (isComment(child)) {
      const text = words(elementAt(child, 'text'));
      if (text !== null) items.push({ kind: 'text', text });
    } else if (containers.has(child.name)) collect(child, words, report, items);
  }
}

/** Null for a result that is negated, or has several values: the words of the section say what it is. */
function readLine(observation: XmlElement, words: Words): ResultLine | null {
  const values = childrenNamed(observation, 'value');
  const code = elementAt(observation, 'code');
  const name = nameOf(code, words);
  if (name === null || values.length > 1 || attributeOf(observation, 'negationInd') === 'true') return null;
  const [value] = values;
  const ranges = childrenNamed(observation, 'referenceRange').flatMap(
    (one) => elementAt(one, 'observationRange') ?? [],
  );
  const read = value === undefined ? absent : readResultValue(value, words);
  if (read === null) return null;
  const range = rangeOf(ranges, read.unit, words);
  const related = childrenNamed(observation, 'entryRelationship');
  const earlier = related
    .filter((one) => attributeOf(one, 'typeCode') === 'REFR')
    .flatMap((one) => elementAt(one, 'observation') ?? []);
  return {
    kind: 'result',
    name,
    code: codeOf(code),
    value: { ...read, range },
    second: null,
    flag: readCode(elementAt(observation, 'interpretationCode'))?.code ?? null,
    abnormal: abnormalOf(read.number, range),
    state: stateOf(attributeOf(elementAt(observation, 'statusCode'), 'code')),
    previous: previousOf(earlier[0], words),
    comments: commentsIn(related, words),
    observedAt: readTime(elementAt(observation, 'effectiveTime')),
  };
}

const absent = { text: '', number: null, unit: null };

function codeOf(code: XmlElement | null): ResultLine['code'] {
  const read = readCode(code);
  if (read === null) return null;
  const { system } = read;
  return {
    code: read.code,
    system: system === cdaOids.loinc ? 'http://loinc.org' : system === '' ? null : `urn:oid:${system}`,
  };
}

/** The words of the laboratory, which its reader knows, before the name of the code. */
function nameOf(code: XmlElement | null, words: Words): string | null {
  const [translation] = childrenNamed(code, 'translation');
  return (
    textOf(attributeOf(code, 'displayName')) ??
    words(elementAt(code, 'originalText')) ??
    textOf(attributeOf(translation ?? null, 'displayName')) ??
    textOf(attributeOf(code, 'code'))
  );
}

function previousOf(observation: XmlElement | undefined, words: Words): ResultLine['previous'] {
  const value = observation === undefined ? null : elementAt(observation, 'value');
  const read = value === null ? null : readResultValue(value, words);
  if (observation === undefined || read === null) return null;
  const text = read.unit === null ? read.text : `${read.text} ${read.unit}`;
  return { text, at: readTime(elementAt(observation, 'effectiveTime')) };
}

function stateOf(code: string | null): ResultLine['state'] {
  if (code === 'completed') return 'final';
  if (code === 'active') return 'preliminary';
  return code === 'aborted' || code === 'cancelled' ? 'cancelled' : 'unknown';
}
