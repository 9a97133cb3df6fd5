import { utf8 } from '@etanche/core-wire';
import { cleanText } from '../../text/clean-text.ts';
import { readBase64 } from '../../text/read-base64.ts';
import {
  attributeOf,
  childrenNamed,
  descendantsNamed,
  elementAt,
  rawText,
  textInside,
} from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import type { CdaBody, CdaMedia, CdaSection, Report } from './cda-document.ts';
import { readNarrative } from './narrative.ts';
import type { ReportItem } from '../../results/received-report.ts';
import { narrativeWords } from './narrative-words.ts';
import { readCode, textOf } from './read-parts.ts';
import { isLaboratorySection, readResults } from './read-results.ts';
import type { Words } from './result-value.ts';

interface Context {
  readonly words: Words;
  readonly results: ReportItem[];
  readonly report: Report;
}

/** The body of a document, at `ClinicalDocument/component`, and the results of its laboratory sections. */
export function readBody(component: XmlElement | null, report: Report): { body: CdaBody; results: ReportItem[] } {
  const results: ReportItem[] = [];
  return { body: bodyOf(component, results, report), results };
}

function bodyOf(component: XmlElement | null, results: ReportItem[], report: Report): CdaBody {
  const file = elementAt(component, 'nonXMLBody', 'text');
  if (file !== null) {
    const read = readFile(file);
    if (read !== null) return { kind: 'file', ...read };
    report({ path: 'nonXMLBody/text', reason: 'file_unread' });
    return { kind: 'none' };
  }
  const structured = elementAt(component, 'structuredBody');
  if (structured === null) return { kind: 'none' };
  return { kind: 'sections', sections: sectionsIn(structured, { words: narrativeWords(structured), results, report }) };
}

function sectionsIn(parent: XmlElement, context: Context): CdaSection[] {
  return childrenNamed(parent, 'component').flatMap((component) => {
    const section = elementAt(component, 'section');
    return section === null ? [] : [readSection(section, context)];
  });
}

function readSection(section: XmlElement, context: Context): CdaSection {
  const code = readCode(elementAt(section, 'code'));
  const narrative = elementAt(section, 'text');
  const entries = childrenNamed(section, 'entry');
  const media = entries.flatMap((entry) => mediaOf(entry, context.report));
  if (isLaboratorySection(section)) context.results.push(...readResults(section, context.words, context.report));
  else if (entries.some((entry) => !isOfFile(entry))) {
    const isLoinc = /^\d{1,7}-\d$/.test(code?.code ?? '');
    context.report({ path: `section${isLoinc ? ` ${code?.code ?? ''}` : ''}/entry`, reason: 'entry_unread' });
  }
  return {
    code,
    title: textOf(textInside(elementAt(section, 'title'))),
    isUnknown: attributeOf(section, 'nullFlavor') !== null,
    blocks: narrative === null ? [] : readNarrative(narrative),
    media,
    sections: sectionsIn(section, context),
  };
}

/** An entry that has a file has its description, and nothing else to read. */
function isOfFile(entry: XmlElement): boolean {
  return descendantsNamed(entry, 'observationMedia').length > 0;
}

function mediaOf(entry: XmlElement, report: Report): CdaMedia[] {
  return descendantsNamed(entry, 'observationMedia').flatMap((one) => {
    const value = elementAt(one, 'value');
    const read = value === null ? null : readFile(value);
    if (read !== null) return [{ id: attributeOf(one, 'ID'), ...read }];
    report({ path: 'observationMedia/value', reason: 'file_unread' });
    return [];
  });
}

/** An embedded file (ED). A compressed one, or a reference to another place, is not read. */
function readFile(element: XmlElement): { mediaType: string; bytes: Uint8Array } | null {
  const mediaType = cleanText(attributeOf(element, 'mediaType') ?? 'text/plain').toLowerCase();
  if (attributeOf(element, 'compression') !== null || elementAt(element, 'reference') !== null) return null;
  const text = rawText(element);
  if (text.trim() === '') return null;
  const isBase64 = (attributeOf(element, 'representation') ?? 'TXT').toUpperCase() === 'B64';
  const bytes = isBase64 ? readBase64(text) : utf8(text);
  return bytes === null ? null : { mediaType, bytes };
}
