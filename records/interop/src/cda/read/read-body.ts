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
import type { CdaBody, CdaMedia, CdaSection, CdaVaccination, Report } from './cda-document.ts';
import { readNarrative } from './narrative.ts';
import type { ReportItem } from '../../results/received-report.ts';
import { narrativeWords } from './narrative-words.ts';
import { readCode, textOf } from './read-parts.ts';
import { isLaboratorySection, readResults } from './read-results.ts';
import { vaccinationsIn } from './read-vaccinations.ts';
import type { Words } from './result-value.ts';

interface Context {
  readonly words: Words;
  readonly coded: CodedEntries;
  readonly report: Report;
}

interface CodedEntries {
  readonly results: ReportItem[];
  readonly vaccinations: CdaVaccination[];
}

/** Each one is compared with those of a file and of the document. */
const mostVaccinations = 1000;

/** The body of a document, at `ClinicalDocument/component`, with the results and vaccinations of its sections. */
export function readBody(component: XmlElement | null, report: Report): CodedEntries & { readonly body: CdaBody } {
  const coded: CodedEntries = { results: [], vaccinations: [] };
  return { body: bodyOf(component, coded, report), ...coded };
}

function bodyOf(component: XmlElement | null, coded: CodedEntries, report: Report): CdaBody {
  const file = elementAt(component, 'nonXMLBody', 'text');
  if (file !== null) {
    const read = readFile(file);
    if (read !== null) return { kind: 'file', ...read };
    report({ path: 'nonXMLBody/text', reason: 'file_unread' });
    return { kind: 'none' };
  }
  const structured = elementAt(component, 'structuredBody');
  if (structured === null) return { kind: 'none' };
  return { kind: 'sections', sections: sectionsIn(structured, { words: narrativeWords(structured), coded, report }) };
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
  if (isLaboratorySection(section)) context.coded.results.push(...readResults(section, context.words, context.report));
  else if (entries.filter((entry) => !isOfVaccinations(section, entry, context)).some((entry) => !isOfFile(entry))) {
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

/** Reads the vaccinations of an entry. @returns false for an entry without one */
function isOfVaccinations(section: XmlElement, entry: XmlElement, { words, coded, report }: Context): boolean {
  const found = vaccinationsIn(section, entry, words);
  for (const one of found) {
    if (one === null || coded.vaccinations.length >= mostVaccinations)
      report({ path: 'entry/substanceAdministration', reason: 'vaccination_unread' });
    else coded.vaccinations.push(one);
  }
  return found.length > 0;
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
