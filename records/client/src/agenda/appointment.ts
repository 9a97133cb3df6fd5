import { compartmentOf, type Json, type JsonObject, type Resource } from '@etanche/records-fhir';
import { DataError, type PlacedIssue } from '../data/data-error.ts';
import type { DayName } from './day-scope.ts';

/** Identifier system of a member of this practice in a Reference. */
export const memberSystem = 'urn:uuid:5d3e0f6a-1c64-4b0e-9d5b-77f3d8c1a2e0';

/** Adds the practitioner, by record id, to the participants of an Appointment, as every entry of a day requires. */
export function ofPractitioner(appointment: Resource, { practitioner }: DayName): Resource {
  if (isOfPractitioner(appointment, practitioner)) return appointment;
  const actor = { type: 'Practitioner', identifier: { system: memberSystem, value: practitioner } };
  const participant = [...list(appointment['participant']), { actor, status: 'accepted' }];
  return { ...appointment, participant };
}

/**
 * Requires that an Appointment belongs to this day and practitioner and has no clinical content, because the reception
 * reads it.
 *
 * @throws DataError `invalid_resource`
 */
export function requireOfDay(appointment: Resource, day: DayName): void {
  const issue = (path: string, code: string): PlacedIssue => ({ place: 0, path, code });
  const issues: PlacedIssue[] = [];
  if (appointment.resourceType !== 'Appointment') issues.push(issue('resourceType', 'type'));
  if (!isOfDay(appointment, day)) issues.push(issue('Appointment.start', 'value'));
  if (compartmentOf(appointment) !== 'identity') issues.push(issue('Appointment', 'clinical_content'));
  if (issues.length > 0)
    throw new DataError('invalid_resource', 'the resource is not an appointment of this day', { issues });
}

/** Compares the date of `start` as written, in the practice's own time zone. */
export function isOfDay(appointment: Resource, { practitioner, date }: DayName): boolean {
  const { start } = appointment;
  return typeof start === 'string' && start.startsWith(`${date}T`) && isOfPractitioner(appointment, practitioner);
}

export function isCancelled(appointment: Resource): boolean {
  return appointment['status'] === 'cancelled';
}

function isOfPractitioner(appointment: Resource, practitioner: string): boolean {
  return list(appointment['participant']).some((participant) => {
    const identifier = field(field(participant, 'actor'), 'identifier');
    return field(identifier, 'system') === memberSystem && field(identifier, 'value') === practitioner;
  });
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}

function field(value: Json | undefined, name: string): Json | undefined {
  return isPlainObject(value) ? value[name] : undefined;
}

function isPlainObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
