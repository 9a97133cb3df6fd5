import { displayName, type GrowthMeasure, growthMeasures, type GrowthTable } from '@etanche/records-fhir';
import type { Language } from '@etanche/ui';
import { growthPrint } from '../../paper/growth.ts';
import type { Print } from '../../paper/sheet.ts';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { birthDate, longDate, number } from '../text/format.ts';
import type { Texts } from '../text/fr.ts';
import { ageTicks, referenceLines, scaleOf, type LineKind, type Span } from './chart-geometry.ts';
import { monthsOf, scoreOfPoint, type Child } from './child-of.ts';
import { ageWords, growthUnits, scoreWords, valueWords } from './growth-words.ts';

type Shown = {
  readonly practice: string;
  readonly header: PatientHeader;
  readonly child: Child;
  readonly table: GrowthTable | null;
  readonly lines: LineKind;
  readonly isCorrected: boolean;
  readonly span: Span;
  readonly t: Texts;
  readonly language: Language;
};

/** The charts of every measurement that the child has, as on screen, and all values. */
export function printedGrowth(shown: Shown): Print {
  const { practice, header, child, table, t, language } = shown;
  const measured = growthMeasures.filter((measure) => child.points[measure].length > 0);
  const all = measured.flatMap((measure) => child.points[measure]);
  const dates = [...new Set(all.map(({ date }) => date))].toSorted().toReversed();
  return growthPrint({
    practice,
    title: t.growth.printTitle(longDate(practiceToday(), language)),
    patient: `${displayName(header.card)}, ${birthDate(child.birth)}`,
    charts: measured.map((measure) => chartOf(shown, measure)),
    notes:
      table === null
        ? [t.growth.noTable]
        : [
            `${t.growth.reference(table.name, longDate(table.date, language))} ${t.growth.source(table.source)}`,
            t.growth.beyond[table.beyond3],
          ],
    columns: [t.clinic.vaccine.date, t.growth.age, ...measured.map((measure) => t.growth.measures[measure])],
    rows: dates.map((date) => [
      birthDate(date),
      ageWords(all.find((one) => one.date === date)?.days ?? 0, t),
      ...measured.map((measure) => cellOf(shown, measure, date)),
    ]),
  });
}

function chartOf({ child, table, lines: kind, isCorrected, span, t, language }: Shown, measure: GrowthMeasure) {
  const lines = table === null || child.sex === null ? [] : referenceLines(table, measure, child.sex, kind, span);
  const points = child.points[measure]
    .map((point) => ({ age: monthsOf(point, isCorrected), value: point.value }))
    .filter(({ age }) => age <= span);
  const scale = scaleOf([...lines.flatMap(({ parts }) => parts.flat()), ...points].map(({ value }) => value));
  const axis = ageTicks(span);
  const age = (at: number): string => number(axis.unit === 'months' ? at : at / 12, language);
  return {
    heading: `${t.growth.measures[measure]}, ${growthUnits[measure]} (${t.labelled(t.growth.age, t.growth.units[axis.unit])})`,
    ...{ first: Math.min(0, ...points.map((one) => one.age)), last: span, lines, points },
    ages: axis.ticks.map((at) => ({ at, text: age(at) })),
    values: scale.ticks.map((at) => ({ at, text: number(at, language) })),
  };
}

function cellOf({ child, table, isCorrected, t, language }: Shown, measure: GrowthMeasure, date: string): string {
  const point = child.points[measure].findLast((one) => one.date === date);
  if (point === undefined) return '';
  const score = scoreOfPoint(table, child, measure, point, isCorrected);
  const value = valueWords(measure, point, language);
  return score === null ? value : `${value}\n${scoreWords(score, t, language)}`;
}
