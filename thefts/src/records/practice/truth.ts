import { hkdfSync } from 'node:crypto';
import { syntheticPractice, type PracticePatient } from '@etanche/demo';
import { cardOf, compartmentOf, encodeCard, termsOf, type Resource } from '@etanche/records-fhir';
import type { Compartment } from '@etanche/core-sealing';

/** A patient in the truth: everything that an attacker could want to know about one person. */
export type TruePatient = PracticePatient & {
  /** Counted from 0; results count these numbers. */
  readonly number: number;
  /** Canonical search terms. */
  readonly terms: readonly string[];
};

/**
 * The identities in a synthetic practice. Stored apart from the system; the attacker's plaintext is compared with it.
 */
export type Truth = {
  /** Persons; the `of` of a result. */
  readonly patients: readonly TruePatient[];
  /** Fictitious patients without a person; opening one raises an alarm. */
  readonly canaries: readonly TruePatient[];
  /** A plaintext in the database that a search must find first. */
  readonly marker: string;
  /** The person and compartment of a text; null for unknown texts and for canaries. */
  whose(text: string): { readonly number: number; readonly compartment: Compartment } | null;
  /** The persons whose card has these bytes, without padding. */
  withCard(card: Uint8Array): readonly number[];
  /** The person in an Appointment. */
  booked(appointment: string): number | null;
};

type TruthOptions = {
  readonly seed: string;
  readonly patients: number;
  readonly canaries: number;
  readonly resourcesPerPatient: number | 'varied';
  /** `YYYY-MM-DD` */
  readonly today: string;
};

export function makeTruth({ seed, patients, canaries, resourcesPerPatient, today }: TruthOptions): Truth {
  const all = Array.from(
    syntheticPractice({ seed, patients: patients + canaries, resourcesPerPatient, today }),
    (patient, number): TruePatient => ({
      ...patient,
      number,
      terms: termsOf(patient.traits).map(({ text }) => text),
    }),
  );
  const persons = all.slice(0, patients);
  const byText = new Map<string, { number: number; compartment: Compartment }>();
  const byCard = new Map<string, number[]>();
  for (const { number, resources, traits } of persons) {
    for (const text of resources) {
      byText.set(text, { number, compartment: compartmentOf(JSON.parse(text) as Resource) });
    }
    const card = Buffer.from(encodeCard(cardOf(traits))).toString('hex');
    byCard.set(card, [...(byCard.get(card) ?? []), number]);
  }
  const byId = new Map(persons.map(({ patientId, number }) => [patientId, number]));
  return {
    patients: persons,
    canaries: all.slice(patients),
    marker: `temoin-${Buffer.from(hkdfSync('sha256', seed, '', 'marker', 12)).toString('hex')}`,
    whose: (text) => byText.get(text) ?? null,
    withCard: (card) => byCard.get(Buffer.from(card).toString('hex')) ?? [],
    booked: (appointment) => byId.get(/"reference":"Patient\/([0-9a-f-]{36})"/.exec(appointment)?.[1] ?? '') ?? null,
  };
}
