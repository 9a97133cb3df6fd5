import fc from 'fast-check';
import { checkDose, doseUnits, type Dose, type DoseUnit, type Rhythm } from '@etanche/records-medicines';

const duration = fc.oneof(
  fc.record({ value: fc.integer({ min: 1, max: 90 }), unit: fc.constant('day' as const) }),
  fc.record({ value: fc.integer({ min: 1, max: 12 }), unit: fc.constantFrom('week' as const, 'month' as const) }),
);

function rhythm(unit: DoseUnit): fc.Arbitrary<Rhythm> {
  const { part } = doseUnits[unit];
  const amount = fc
    .integer({ min: 1, max: part === 0.001 ? 9000 : 12 })
    .map((parts) => Number((parts * part).toFixed(3)));
  const optional = fc.oneof(fc.constant(0), amount);
  return fc.oneof(
    fc.record({
      kind: fc.constant('moments' as const),
      morning: amount,
      noon: optional,
      evening: optional,
      night: optional,
    }),
    fc.record({ kind: fc.constant('hours' as const), amount, hours: fc.integer({ min: 1, max: 72 }) }),
    fc.record({ kind: fc.constant('times' as const), amount, times: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ kind: fc.constant('days' as const), amount, days: fc.integer({ min: 2, max: 60 }) }),
  );
}

/** Doses that may be written. */
export const anyDose: fc.Arbitrary<Dose> = fc
  .constantFrom(...(Object.keys(doseUnits) as DoseUnit[]))
  .chain((unit) =>
    fc.record({
      unit: fc.constant(unit),
      steps: fc
        .array(fc.record({ rhythm: rhythm(unit), duration: fc.option(duration) }), { minLength: 1, maxLength: 4 })
        .map((steps) =>
          steps.map((step, at) =>
            at < steps.length - 1 ? { ...step, duration: step.duration ?? { value: 3, unit: 'day' as const } } : step,
          ),
        ),
      asNeeded: fc.option(
        fc.record({ reason: fc.option(fc.constantFrom('douleur', 'fièvre > 38,5', 'crise d’asthme')) }),
      ),
      maxPerDay: fc.option(fc.integer({ min: 1, max: 40 })),
    }),
  )
  .map((dose) => (dose.asNeeded === null ? { ...dose, maxPerDay: null } : dose))
  .filter((dose) => checkDose(dose) === null);
