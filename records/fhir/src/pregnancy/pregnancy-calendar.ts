import type { TestKind } from './pregnancy-tests.ts';

/** The time of a line: months of the pregnancy from the conception, or weeks and days of amenorrhoea. */
type Window =
  | { readonly kind: 'month'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'weeks';
      readonly from: readonly [weeks: number, days: number];
      readonly to: readonly [weeks: number, days: number];
    };

export type PregnancyLineKind = 'visit' | 'ultrasound' | 'test' | 'interview';

/** One appointment or test of the calendar of a pregnancy. */
export interface PregnancyLine {
  readonly id: string;
  readonly kind: PregnancyLineKind;
  /** Words for a screen, in French like the calendar. */
  readonly name: string;
  /** Both ends included. */
  readonly window: Window;
  /** False for what the law or the insurance only offers. */
  readonly isMandatory: boolean;
  /** A result that is the line done; only in the pregnancy, or of any time. */
  readonly test: { readonly kind: TestKind; readonly isOnce: boolean } | null;
  /** Condition under which it is needed. `unknown` counts as yes: a missing group or serology is not a protection. */
  readonly only: 'rh_negative' | 'no_toxoplasmosis_immunity' | 'no_rubella_immunity' | null;
  readonly source: string;
  /** The year in which the source was read. */
  readonly year: number;
}

const exams = 'CSP art. R.2122-1 (décret n° 92-143) ; ameli.fr, Grossesse : le programme de suivi';
const tests = 'CSP art. R.2122-2 (décret n° 92-143)';
const biology = 'Cerballiance, Biorecos : grossesse, bilans biologiques de suivi';
const imaging = 'Arrêté du 20 avril 2018 (échographies obstétricales), annexe ; HAS';
const interviews = 'CSP art. L.2122-1, loi n° 2019-1446 ; ameli.fr, Grossesse : le programme de suivi';
const year = 2026;

const month = (from: number, to = from): Window => ({ kind: 'month', from, to });
const line = (
  id: string,
  kind: PregnancyLineKind,
  name: string,
  window: Window,
  source: string,
  more: Partial<Pick<PregnancyLine, 'isMandatory' | 'test' | 'only'>> = {},
): PregnancyLine => ({ id, kind, name, window, source, year, isMandatory: true, test: null, only: null, ...more });
const once = (kind: TestKind): Pick<PregnancyLine, 'test'> => ({ test: { kind, isOnce: true } });
const again = (kind: TestKind): Pick<PregnancyLine, 'test'> => ({ test: { kind, isOnce: false } });

/**
 * The seven examinations, three ultrasounds and tests of every pregnancy in France, as far as the sources above say
 * them. Tests that only a risk calls for (gestational diabetes, trisomy, streptococcus B …) are not in it. The protein
 * and glucose of urine belong to each examination.
 */
export const pregnancyCalendar: readonly PregnancyLine[] = [
  line('exam-1', 'visit', 'Premier examen prénatal', month(2, 3), exams),
  ...[4, 5, 6, 7, 8, 9].map((one, i) =>
    line(`exam-${i + 2}`, 'visit', `Examen prénatal du ${one}e mois`, month(one), exams),
  ),
  line('interview', 'interview', 'Entretien prénatal précoce', month(4, 8), interviews),
  line('prevention', 'interview', 'Bilan prénatal de prévention', month(2, 5), interviews, { isMandatory: false }),
  line('anaesthesia', 'interview', 'Consultation d’anesthésie', month(8), interviews),
  ...(
    [
      ['ultrasound-1', 'Échographie du 1er trimestre', [11, 0], [13, 6]],
      ['ultrasound-2', 'Échographie du 2e trimestre', [20, 0], [24, 6]],
      ['ultrasound-3', 'Échographie du 3e trimestre', [30, 0], [34, 6]],
    ] as const
  ).map(([id, name, from, to]) =>
    line(id, 'ultrasound', name, { kind: 'weeks', from, to }, imaging, { isMandatory: false }),
  ),
  line('blood-group', 'test', 'Groupe sanguin ABO, rhésus', month(2, 3), tests, once('blood_group')),
  line('antibodies-1', 'test', 'Recherche d’anticorps irréguliers', month(2, 3), tests, again('antibodies')),
  line('syphilis', 'test', 'Sérologie de la syphilis', month(2, 3), tests, again('syphilis')),
  line('toxoplasmosis-1', 'test', 'Sérologie de la toxoplasmose', month(2, 3), tests, {
    ...again('toxoplasmosis'),
    only: 'no_toxoplasmosis_immunity',
  }),
  line('rubella-1', 'test', 'Sérologie de la rubéole', month(2, 3), tests, {
    ...again('rubella'),
    only: 'no_rubella_immunity',
  }),
  line('hiv', 'test', 'Sérologie VIH, à proposer', month(2, 3), interviews, { ...again('hiv'), isMandatory: false }),
  line('hepatitis-b', 'test', 'Antigène HBs', month(2, 6), `${tests} : au plus tard le 6e mois`, again('hepatitis_b')),
  line('rubella-2', 'test', 'Rubéole, contrôle jusqu’à 18 SA', { kind: 'weeks', from: [15, 0], to: [18, 6] }, biology, {
    ...again('rubella'),
    only: 'no_rubella_immunity',
  }),
  ...[4, 5, 6, 7, 8, 9].map((one) =>
    line(`toxoplasmosis-${one}`, 'test', `Toxoplasmose, contrôle du ${one}e mois`, month(one), biology, {
      ...again('toxoplasmosis'),
      only: 'no_toxoplasmosis_immunity',
    }),
  ),
  ...[6, 8, 9].map((one) =>
    line(`antibodies-${one}`, 'test', `Anticorps irréguliers, ${one}e mois`, month(one), tests, {
      ...again('antibodies'),
      only: 'rh_negative',
    }),
  ),
];
