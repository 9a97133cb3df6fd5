import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atOtherTime,
  blockReasons,
  buildAppointment,
  buildBlockedTime,
  checkResource,
  compartmentOf,
  practicalNotes,
  readAppointment,
  withAppointmentState,
  withoutPractitioners,
  type AppointmentFacts,
  type AppointmentState,
  type Resource,
} from '@etanche/records-fhir';

const facts: AppointmentFacts = {
  start: '2026-11-26T10:10:00+01:00',
  end: '2026-11-26T10:30:00+01:00',
  minutes: 20,
  kind: { code: 'consultation', name: 'Consultation' },
  patient: { scope: 'scope-of-a-file', name: 'DELAUNAY Mireille' },
  notes: ['interpreter'],
};
const states: readonly AppointmentState[] = [
  'planned',
  'confirmed',
  'arrived',
  'in_consultation',
  'seen',
  'absent',
  'cancelled',
];
const arrival = Date.parse('2026-11-26T09:04:05.000Z');

describe('a time without appointments', () => {
  test.each(blockReasons)('is read with its reason: %s', (reason) => {
    const { start, end, minutes } = facts;
    const blocked = buildBlockedTime({ start, end, minutes }, reason);
    expect(readAppointment('id', blocked)).toMatchObject({ blocked: reason, patient: null, minutes: 20, kind: '' });
    expect(compartmentOf(blocked)).toBe('identity');
    const participant = [{ status: 'accepted', actor: { display: 'Dr Arnaud' } }];
    expect(checkResource({ ...blocked, participant })).toEqual([]);
  });

  test('is no appointment, and an appointment is no such time', () => {
    expect(readAppointment('id', buildAppointment({ ...facts, patient: null })).blocked).toBeNull();
  });

  test('of another program, with a code that is not on the list, is read as a reserved time', () => {
    const { start, end, minutes } = facts;
    const blocked = buildBlockedTime({ start, end, minutes }, 'meeting');
    const coding = [{ system: 'urn:uuid:c2c6a7d0-5f04-4e1a-9f0e-3f0b8c1d7e55', code: 'other' }];
    expect(readAppointment('id', { ...blocked, appointmentType: { coding } }).blocked).toBeNull();
  });
});

describe('an appointment', () => {
  test('is read as it was built', () => {
    fc.assert(
      fc.property(
        fc.record({
          minutes: fc.integer({ min: 5, max: 240 }),
          kind: fc.record({ code: fc.stringMatching(/^[a-z]{1,12}$/), name: fc.string({ minLength: 1 }) }),
          patient: fc.option(
            fc.record({ scope: fc.stringMatching(/^[a-z2-7]{26}$/), name: fc.string({ minLength: 1 }) }),
          ),
          notes: fc.subarray([...practicalNotes]),
        }),
        (drawn) => {
          const entry = readAppointment('id', buildAppointment({ ...facts, ...drawn }));
          expect(entry).toMatchObject({ id: 'id', start: '2026-11-26T10:10', state: 'planned', arrivedAt: null });
          expect(entry).toMatchObject({ minutes: drawn.minutes, kind: drawn.kind.code, patient: drawn.patient });
          expect(entry.notes).toEqual(drawn.notes);
        },
      ),
    );
  });

  test.each(states)('has no fault and no clinical content in the state %s', (state) => {
    const appointment = withAppointmentState(buildAppointment(facts), state, arrival, 'Le patient a prévenu');
    expect(checkResource(appointment)).toEqual([]);
    expect(compartmentOf(appointment)).toBe('identity');
    expect(readAppointment('id', appointment).state).toBe(state);
  });

  test('keeps the time of the arrival through the consultation, and loses it when it is planned again', () => {
    const arrived = withAppointmentState(buildAppointment(facts), 'arrived', arrival, null);
    const seen = withAppointmentState(arrived, 'seen', arrival + 60_000, null);
    expect(readAppointment('id', seen).arrivedAt).toBe(arrival);
    expect(readAppointment('id', withAppointmentState(seen, 'planned', 0, null)).arrivedAt).toBeNull();
  });

  test('keeps the reason of a cancellation only while it is cancelled', () => {
    const cancelled = withAppointmentState(buildAppointment(facts), 'cancelled', 0, 'Erreur de saisie');
    expect(readAppointment('id', cancelled).cancelReason).toBe('Erreur de saisie');
    expect(readAppointment('id', withAppointmentState(cancelled, 'planned', 0, null)).cancelReason).toBeNull();
  });

  test('of another program keeps every element that the screens do not know', () => {
    const other: Resource = {
      resourceType: 'Appointment',
      status: 'pending',
      extension: [{ url: 'https://other.example/room', valueString: '3' }],
      specialty: [{ text: 'Médecine générale' }],
      start: '2026-11-26T10:10:00+01:00',
      end: '2026-11-26T10:55:00+01:00',
      participant: [
        { actor: { reference: 'Patient/1', display: 'Mireille' }, status: 'tentative', required: 'required' },
      ],
    };
    expect(readAppointment('id', other)).toMatchObject({
      state: 'planned',
      minutes: 45,
      otherName: 'Mireille',
      kind: '',
    });
    const moved = atOtherTime(withAppointmentState(other, 'arrived', arrival, null), facts);
    expect(moved).toMatchObject({ specialty: other.specialty, participant: other.participant });
    expect(moved['extension']).toEqual(
      expect.arrayContaining([{ url: 'https://other.example/room', valueString: '3' }]),
    );
  });

  test('loses its practitioners before another one takes it, and no other participant', () => {
    const appointment = buildAppointment(facts);
    const practitioner = { actor: { type: 'Practitioner', display: 'Dr Arnaud' }, status: 'accepted' };
    const participant = [...(appointment['participant'] as []), practitioner];
    expect(withoutPractitioners({ ...appointment, participant })).toEqual(appointment);
  });
});
