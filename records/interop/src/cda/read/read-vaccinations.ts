import { attributeOf, childrenNamed, elementAt, elementsOf, textInside } from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import { cdaOids } from '../cda-oids.ts';
import { fromHl7Time } from '../hl7-time.ts';
import type { CdaConcept, CdaVaccination } from './cda-document.ts';
import { commentsIn } from './comment-act.ts';
import { readCode, readId, readProfessional, textOf } from './read-parts.ts';
import { readResultValue, type Words } from './result-value.ts';

/** Sections of vaccinations: CCD, IHE PCC (Immunizations), C-CDA, and the French one. */
const sections: ReadonlySet<string> = new Set([
  ...['2.16.840.1.113883.10.20.1.6', '1.3.6.1.4.1.19376.1.5.3.1.3.23', '1.2.250.1.213.1.1.2.147'],
  ...['2.16.840.1.113883.10.20.22.2.2', '2.16.840.1.113883.10.20.22.2.2.1'],
]);
/** Entries of vaccinations: IHE PCC, C-CDA, FR-Vaccination. */
const entries: ReadonlySet<string> = new Set([
  ...['1.3.6.1.4.1.19376.1.5.3.1.4.12', '2.16.840.1.113883.10.20.22.4.52', '1.2.250.1.213.1.1.3.45'],
]);
/** ActCode: a vaccination, the first one, and a booster. */
const codes: ReadonlySet<string> = new Set(['IMMUNIZ', 'INITIMMUNIZ', 'BOOSTER']);
const history = '11369-6';
const doseNumber = '30973-2';
/** Characters of the name of a vaccine. A longer text is a row or a page. */
const longestName = 200;

/**
 * The vaccinations of an entry, each null if it cannot be read without a guess; empty for an entry of another kind.
 * Vaccinations inside a vaccination are its antigens, and not read.
 */
export function vaccinationsIn(section: XmlElement, entry: XmlElement, words: Words): (CdaVaccination | null)[] {
  const isOfSection = hasTemplate(section, sections) || readCode(elementAt(section, 'code'))?.code === history;
  return administrationsIn(entry)
    .filter((one) => isOfSection || isVaccination(one))
    .map((one) => readVaccination(one, words));
}

function administrationsIn(parent: XmlElement): XmlElement[] {
  return elementsOf(parent).flatMap((child) => {
    if (child.name === 'substanceAdministration') return [child];
    return child.name === 'organizer' || child.name === 'component' ? administrationsIn(child) : [];
  });
}

function isVaccination(administration: XmlElement): boolean {
  const code = readCode(elementAt(administration, 'code'));
  return hasTemplate(administration, entries) || (code?.system === cdaOids.actCode && codes.has(code.code));
}

function hasTemplate(element: XmlElement, known: ReadonlySet<string>): boolean {
  return childrenNamed(element, 'templateId').some((one) => known.has(attributeOf(one, 'root') ?? ''));
}

function readVaccination(administration: XmlElement, words: Words): CdaVaccination | null {
  const [consumable, ...others] = childrenNamed(administration, 'consumable');
  const product = elementAt(consumable ?? null, 'manufacturedProduct');
  const material = elementAt(product, 'manufacturedMaterial');
  const vaccine = readConcept(elementAt(material, 'code'), words);
  const name = [
    textOf(textInside(elementAt(material, 'name'))),
    ...[vaccine.words, words(elementAt(administration, 'text')), vaccine.codes[0]?.code ?? null],
  ].find((one) => one !== null && one.length <= longestName);
  const isDone = doneOf(administration);
  if (isDone === null || typeof name !== 'string' || others.length > 0) return null;
  const related = childrenNamed(administration, 'entryRelationship');
  const [performer] = childrenNamed(administration, 'performer');
  const person = elementAt(performer ?? null, 'assignedEntity');
  return {
    id: readId(elementAt(administration, 'id')),
    isDone,
    vaccine: { codes: vaccine.codes, words: name },
    date: dateOf(childrenNamed(administration, 'effectiveTime')),
    lot: textOf(textInside(elementAt(material, 'lotNumberText'))),
    manufacturer: textOf(textInside(elementAt(product, 'manufacturerOrganization', 'name'))),
    route: readConcept(elementAt(administration, 'routeCode'), words),
    site: readConcept(elementAt(administration, 'approachSiteCode'), words),
    dose: doseOf(administration, related, words),
    performer: person === null ? null : readProfessional(person),
    reason: reasonOf(related, words),
    comments: commentsIn(related, words),
  };
}

/**
 * True for a vaccination that was given, false for one that was not. Null for an intent, and for a state that is neither,
 * such as an entry in error.
 */
function doneOf(administration: XmlElement): boolean | null {
  const status = attributeOf(elementAt(administration, 'statusCode'), 'code') ?? 'completed';
  const negation = attributeOf(administration, 'negationInd') ?? 'false';
  if (attributeOf(administration, 'moodCode') !== 'EVN') return null;
  if (negation === 'true' || negation === '1')
    return ['completed', 'cancelled', 'aborted'].includes(status) ? false : null;
  return (negation === 'false' || negation === '0') && status === 'completed' ? true : null;
}

/** Null if it is unknown or malformed, and for an interval of several days, in which nobody knows the day. */
function dateOf(times: readonly XmlElement[]): string | null {
  const [time, ...others] = times;
  if (time === undefined || others.length > 0) return null;
  const [low, high] = ['low', 'high'].map((bound) => attributeOf(elementAt(time, bound), 'value'));
  const at = attributeOf(time, 'value') ?? attributeOf(elementAt(time, 'center'), 'value') ?? low ?? null;
  if (at === null || (at === low && typeof high === 'string' && high.slice(0, 8) !== at.slice(0, 8))) return null;
  return fromHl7Time(at);
}

/** The number of the dose as written: an observation of French documents and IHE, or `repeatNumber` of C-CDA. */
function doseOf(administration: XmlElement, related: readonly XmlElement[], words: Words): string | null {
  for (const one of related) {
    const observation = elementAt(one, 'observation');
    const value = elementAt(observation, 'value');
    if (attributeOf(elementAt(observation, 'code'), 'code') === doseNumber && value !== null)
      return textOf(readResultValue(value, words)?.text ?? null);
  }
  return attributeOf(elementAt(administration, 'repeatNumber'), 'value');
}

/** Why it was given, or not given (RSON). */
function reasonOf(related: readonly XmlElement[], words: Words): string | null {
  for (const one of related.filter((each) => attributeOf(each, 'typeCode') === 'RSON')) {
    const statement = elementAt(one, 'observation') ?? elementAt(one, 'act');
    const [value, code] = ['value', 'code'].map((name) => readConcept(elementAt(statement, name), words));
    const found = words(elementAt(statement, 'text')) ?? value?.words ?? code?.words ?? null;
    if (found !== null) return found;
  }
  return null;
}

/** The words of the author before the name of the code. */
function readConcept(element: XmlElement | null, words: Words): CdaConcept {
  const codes = [element, ...childrenNamed(element, 'translation')].flatMap((one) => readCode(one) ?? []);
  const named = codes.find(({ name }) => name !== null)?.name ?? null;
  return { codes, words: words(elementAt(element, 'originalText')) ?? named };
}
