import { growthFaults, readTypedDate, type GrowthFacts } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import type { Undo } from '../elements/use-undo.tsx';
import { DayForm, typedAmount } from '../forms/day-form.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './growth.module.css';

const fields = ['weight', 'height', 'head'] as const;
const nothing = { weight: '', height: '', head: '' };

/** The measurements of one day. */
export function GrowthForm({
  scope,
  birth,
  undo,
}: {
  readonly scope: string;
  readonly birth: string;
  readonly undo: Undo;
}) {
  const t = useTexts();
  const add = useWrite('growthAdd');
  const { done } = useKeptForm();
  const today = practiceToday();
  const [date, setDate] = useKept('date', () => birthDate(today));
  const [typed, setTyped] = useKept('typed', nothing);
  const facts: GrowthFacts = {
    date: readTypedDate(date) ?? date,
    ...{ weight: typedAmount(typed.weight), height: typedAmount(typed.height), head: typedAmount(typed.head) },
  };
  const [fault] = growthFaults(facts, birth, today);
  return (
    <DayForm
      label={t.growth.add}
      styles={{ form: styles.form, fault: styles.fault }}
      {...{ date, fields, typed, fault }}
      fieldLabel={(field) => `${t.growth.measures[field]}, ${field === 'weight' ? 'kg' : 'cm'}`}
      faults={t.growth.faults}
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
              undo.done(t.growth.added, written);
            },
            ifShown: () => {
              setTyped(nothing);
            },
          },
        );
      }}
    />
  );
}
