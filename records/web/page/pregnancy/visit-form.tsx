import {
  dipstick,
  dipstickValues,
  pregnancyVisitFaults,
  readTypedDate,
  type DipstickField,
  type DipstickValue,
  type PregnancyVisitFacts,
} from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import type { Undo } from '../elements/use-undo.tsx';
import { DayForm, typedAmount } from '../forms/day-form.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './pregnancy.module.css';

const fields = ['weight', 'pressure', 'fundal', 'fetal'] as const;
const sticks = Object.keys(dipstick) as DipstickField[];
const nothing = { weight: '', pressure: '', fundal: '', fetal: '' };
const noSticks: Readonly<Record<DipstickField, DipstickValue | null>> = { protein: null, glucose: null, nitrite: null };
/** Numbers up to this are centimetres of mercury: 12/8 is 120/80. */
const mostCentimetres = 30;

/** The measurements of one visit of a pregnancy. */
export function VisitForm({ scope, undo }: { readonly scope: string; readonly undo: Undo }) {
  const t = useTexts();
  const add = useWrite('pregnancyVisitAdd');
  const { done } = useKeptForm();
  const today = practiceToday();
  const [date, setDate] = useKept('date', () => birthDate(today));
  const [typed, setTyped] = useKept('typed', nothing);
  const [urine, setUrine] = useKept('urine', noSticks);
  const [systolic, diastolic] = pressureOf(typed.pressure);
  const facts: PregnancyVisitFacts = {
    ...{ date: readTypedDate(date) ?? date, weight: typedAmount(typed.weight), systolic, diastolic },
    ...{ fundal: typedAmount(typed.fundal), fetal: typedAmount(typed.fetal), ...urine },
  };
  const [fault] = pregnancyVisitFaults(facts, today);
  return (
    <DayForm
      label={t.pregnancy.addVisit}
      styles={{ form: styles.visit, fault: styles.fault }}
      {...{ date, fields, typed, fault }}
      fieldLabel={(field) => t.pregnancy.fields[field]}
      faults={t.pregnancy.visitFaults}
      isPending={add.isPending}
      error={add.error}
      onDate={setDate}
      onType={(field, text) => {
        setTyped({ ...typed, [field]: text });
      }}
      onAdd={() => {
        add.mutate(
          { scope, facts },
          {
            onSuccess: (written) => {
              done();
              undo.done(t.pregnancy.visitAdded, written);
            },
            ifShown: () => {
              setTyped(nothing);
              setUrine(noSticks);
            },
          },
        );
      }}
    >
      {sticks.map((field) => (
        <label key={field}>
          <span>{t.pregnancy.fields[field]}</span>
          <select
            value={urine[field] ?? ''}
            onChange={({ target }) => {
              setUrine({ ...urine, [field]: dipstickValues.find((one) => one === target.value) ?? null });
            }}
          >
            <option value="" />
            {dipstickValues.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      ))}
    </DayForm>
  );
}

/** Reads `12/8` and `120/80`; an unreadable text is an impossible pressure. */
function pressureOf(typed: string): readonly [number | null, number | null] {
  if (typed.trim() === '') return [null, null];
  const [high = NaN, low = NaN] = typed.split(/[/-]/).map((part) => typedAmount(part) ?? NaN);
  const factor = high <= mostCentimetres && low <= mostCentimetres ? 10 : 1;
  return [Math.round(high * factor), Math.round(low * factor)];
}
