import type { LineAlert } from '../../port/prescription-calls.ts';

const lineKinds: readonly LineAlert['kind'][] = ['allergy', 'interaction', 'pregnancy', 'duplicate', 'not_in_database'];
const treatmentKinds: readonly LineAlert['kind'][] = [
  ...(['no_thesaurus', 'thesaurus_incomplete', 'thesaurus_unread'] as const),
  ...(['treatment_unread', 'unchecked_allergy', 'pregnancy_list'] as const),
];

/** Findings about this line, which stand at it for as long as it is shown. */
export function ofLine(alerts: readonly LineAlert[]): readonly LineAlert[] {
  return alerts.filter(({ level, kind }) => level === 'stop' || lineKinds.includes(kind));
}

/** Findings that interrupt. */
export function stopsOf(alerts: readonly LineAlert[]): readonly LineAlert[] {
  return alerts.filter(({ level }) => level === 'stop');
}

/**
 * What else the checks of several lines say, once for all of them: that no interaction is known stands only where none
 * was found, and the substances that a thesaurus does not name stand together.
 */
export function ofTreatment(lines: readonly { readonly alerts: readonly LineAlert[] }[]): readonly LineAlert[] {
  const all = lines.flatMap(({ alerts }) => alerts);
  const isFound = all.some(({ kind }) => kind === 'interaction');
  const said = all.filter(({ kind }) => treatmentKinds.includes(kind) || (kind === 'no_known_interaction' && !isFound));
  const unlisted = new Set(all.flatMap(({ kind, text }) => (kind === 'not_in_thesaurus' ? text.split(', ') : [])));
  return [
    ...new Map(said.map((alert) => [`${alert.kind} ${alert.text}`, alert])).values(),
    ...(unlisted.size === 0
      ? []
      : [{ level: 'note', kind: 'not_in_thesaurus', text: Array.from(unlisted).join(', ') } as const]),
  ];
}
