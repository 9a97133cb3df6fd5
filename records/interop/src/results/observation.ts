import { exactNumber, type ExactObject } from './exact-json.ts';
import type { Bound, ResultLine, SentRange, SentValue } from './received-report.ts';

const loinc = 'http://loinc.org';
const interpretationSystem = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const categorySystem = 'http://terminology.hl7.org/CodeSystem/observation-category';
const absentSystem = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
/** Codes that HL7 table 0078 and the code system of FHIR share. */
const interpretations: ReadonlySet<string> = new Set(
  'N L H LL HH < > A AA S R I MS VS POS NEG IND DET ND U D B W'.split(' '),
);

/**
 * The elements of an Observation that its result determines. `category` has the chapter of the report as its second
 * element. `interpretation` has the sender's mark, and the computed one if it says something else.
 */
export function observationOf(line: ResultLine, heading: string | null): ExactObject {
  const { value, second } = line;
  const notes = notesOf(line);
  return {
    resourceType: 'Observation',
    status: line.state,
    category: [
      { coding: [{ system: categorySystem, code: 'laboratory' }] },
      ...(heading === null ? [] : [{ text: heading }]),
    ],
    code: codeOf(line),
    ...valueOf(value),
    interpretation: interpretationOf(line),
    referenceRange: rangeOf(value),
    component:
      second === null ? undefined : [{ code: codeOf(line), ...valueOf(second), referenceRange: rangeOf(second) }],
    note: notes.length === 0 ? undefined : notes.map((text) => ({ text })),
  };
}

function codeOf({ name, code }: ResultLine): ExactObject {
  if (code === null) return { text: name };
  // A system in FHIR is a URL; the laboratory's own table has none.
  const system = code.system === loinc ? loinc : undefined;
  return { coding: [{ system, code: code.code.replace(/\s+/g, ' '), display: name }], text: name };
}

function valueOf({ text, number, unit }: SentValue): ExactObject {
  if (number !== null) {
    const { decimal, comparator } = number;
    return {
      valueQuantity: { value: exactNumber(decimal), comparator: comparator ?? undefined, unit: unit ?? undefined },
    };
  }
  if (text === '') return { dataAbsentReason: { coding: [{ system: absentSystem, code: 'unknown' }] } };
  // Words have no unit; digits that are not read as a number, such as `1 234`, do.
  return { valueString: unit !== null && /^[<>≤≥+-]?\s?\d/u.test(text) ? `${text} ${unit}` : text };
}

function interpretationOf({ flag, abnormal }: ResultLine): ExactObject[] | undefined {
  const marks: ExactObject[] = [];
  const code = (flag ?? '').trim().toUpperCase();
  const isCoded = interpretations.has(code);
  if (flag !== null) {
    marks.push(isCoded ? { coding: [{ system: interpretationSystem, code }], text: flag } : { text: flag });
  }
  const computed = abnormal === 'high' ? 'H' : abnormal === 'low' ? 'L' : null;
  if (computed !== null && !(isCoded && code.startsWith(computed))) {
    const display = computed === 'H' ? 'au-dessus de l’intervalle (calculé)' : 'au-dessous de l’intervalle (calculé)';
    marks.push({ coding: [{ system: interpretationSystem, code: computed }], text: display });
  }
  return marks.length === 0 ? undefined : marks;
}

function rangeOf({ range, unit }: SentValue): ExactObject[] | undefined {
  if (range === null) return undefined;
  const quantity = (bound: Bound | null): ExactObject | undefined =>
    bound === null ? undefined : { value: exactNumber(bound.decimal), unit: unit ?? undefined };
  const { text, low, high }: SentRange = range;
  return [{ low: quantity(low), high: quantity(high), text }];
}

/** The comments, and an earlier value that is in none of them. */
function notesOf({ comments, previous }: ResultLine): string[] {
  if (previous === null || comments.some((comment) => comment.includes(previous.text))) return [...comments];
  return [...comments, `Antériorité : ${previous.text}${previous.at === null ? '' : ` (${previous.at})`}`];
}
