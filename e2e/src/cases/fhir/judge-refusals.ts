import type { ImportReport } from '@etanche/records-import';
import type { RightRefusal, RightResult } from './fhir-case.ts';

/** Compares the locations in the report with the expected ones of a case. */
export function judgeRefusals(report: ImportReport, right: RightResult): string[] {
  const fits = (place: ImportReport['refused'][number], { file = 0, item, code }: RightRefusal): boolean =>
    place.file === file && place.item === item && (code === undefined || place.code === code);
  const wanted = right.refused ?? [];
  const missing = wanted.filter((each) => !report.refused.some((place) => fits(place, each)));
  const more = report.refused.filter((place) => !wanted.some((each) => fits(place, each)));
  const least = right.refusedAtLeast ?? 0;
  return [
    ...missing.map((each) => `not refused: ${JSON.stringify(each)}`),
    ...(right.refusedExactly === true ? more.map((place) => `refused: ${JSON.stringify(place)}`) : []),
    ...(report.refused.length < least ? [`${report.refused.length} of ${least} places refused`] : []),
    ...(right.found !== undefined && right.found !== report.resources.found
      ? [`${report.resources.found} resources found, not ${right.found}`]
      : []),
  ];
}
