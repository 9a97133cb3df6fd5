import { defined, isObject, objects, text, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { concept, hasCode } from './coding.ts';
import { systems } from './french-urls.ts';

export interface TreatingDoctor {
  /** `Practitioner/…`; null if only the name is known. */
  readonly reference: string | null;
  readonly name: string;
  /** The day of the declaration to the insurance; null if the doctor is not declared. */
  readonly declared: string | null;
  /** The day on which another doctor replaced this one. */
  readonly until: string | null;
}

/** Builds the médecin traitant as a CareTeam of one, without other content, because the reception reads it. */
export function buildTreatingDoctor(id: string, patient: string, doctor: TreatingDoctor): Resource {
  const { reference, name, declared, until } = doctor;
  const period = defined({ start: declared ?? undefined, end: until ?? undefined });
  return {
    resourceType: 'CareTeam',
    ...defined({
      id,
      status: until === null ? 'active' : 'inactive',
      name: 'Médecin traitant',
      subject: { reference: patient },
      period: Object.keys(period).length === 0 ? undefined : period,
      participant: [
        {
          role: [concept(systems.participation, 'PCP', 'Médecin traitant')],
          member: defined({ reference: reference ?? undefined, display: name }),
        },
      ],
    }),
  };
}

/** Null if the CareTeam is not a treating doctor. */
export function readTreatingDoctor(careTeam: JsonObject): TreatingDoctor | null {
  const isTreating = (participant: JsonObject): boolean =>
    objects(participant['role']).some((role) => hasCode(role, systems.participation, 'PCP'));
  const member = objects(careTeam['participant']).find(isTreating)?.['member'];
  if (!isObject(member)) return null;
  const period = isObject(careTeam['period']) ? careTeam['period'] : {};
  return {
    reference: text(member['reference']),
    name: text(member['display']) ?? '',
    declared: text(period['start']),
    until: text(period['end']),
  };
}
