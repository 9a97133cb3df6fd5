import type { HoursDocument, KindsDocument, SettingsDocument } from '@etanche/records-client';

/** The settings that times and kinds follow, on this side of the port. */
export type PracticeSetup = {
  readonly hours: HoursDocument;
  readonly kinds: readonly [KindsDocument['kinds'][number], ...KindsDocument['kinds']];
};

const usualRanges = [
  { from: 8 * 60, to: 12 * 60 },
  { from: 14 * 60, to: 19 * 60 },
];

/** Used until the practice has settings of its own. */
const usualSetup: PracticeSetup = {
  hours: {
    document: 'hours',
    timeZone: 'Europe/Paris',
    weekdays: [1, 2, 3, 4, 5].map((day) => ({ day, ranges: usualRanges })),
    closures: [],
  },
  kinds: [
    { code: 'consultation', name: 'Consultation', minutes: 20, colour: 1 },
    { code: 'long', name: 'Longue', minutes: 40, colour: 2 },
    { code: 'child', name: 'Enfant', minutes: 20, colour: 3 },
    { code: 'first', name: 'Première fois', minutes: 30, colour: 4 },
    { code: 'visit', name: 'Visite', minutes: 30, colour: 5 },
  ],
};

let current = usualSetup;

/** The setup in force: page and worker each adopt the settings as soon as they have read them. */
export function practiceSetup(): PracticeSetup {
  return current;
}

/** IANA name of the zone in which the agenda's times are written. */
export function practiceTimeZone(): string {
  return current.hours.timeZone;
}

/** Adopts the settings of the open session. */
export function adoptSettings(documents: readonly SettingsDocument[]): void {
  const hours = documents.find((one) => one.document === 'hours') ?? usualSetup.hours;
  const [first, ...others] = documents.find((one) => one.document === 'kinds')?.kinds ?? [];
  current = { hours, kinds: first === undefined ? usualSetup.kinds : [first, ...others] };
}

/** Forgets the settings with the session. */
export function forgetSettings(): void {
  current = usualSetup;
}
