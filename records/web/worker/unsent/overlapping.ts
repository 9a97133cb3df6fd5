import { readAppointment, type Resource } from '@etanche/records-fhir';
import { plusMinutes } from '../zoned-time.ts';

/** The entries at the same time as an appointment, without cancelled ones. */
export function overlapping<T extends { readonly resource: Resource }>(
  appointment: Resource,
  entries: readonly T[],
): readonly T[] {
  const [from, to] = timeOf(appointment);
  return entries.filter(({ resource }) => {
    const [start, end] = timeOf(resource);
    return readAppointment('', resource).state !== 'cancelled' && start < to && from < end;
  });
}

function timeOf(appointment: Resource): readonly [start: string, end: string] {
  const { start, minutes } = readAppointment('', appointment);
  return [start, plusMinutes(start, minutes)];
}
