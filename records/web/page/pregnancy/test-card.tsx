import { useState } from 'react';
import { isTest, pregnancyTests, readTypedDate, type TestKind, type TestView } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate, longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './pregnancy.module.css';

const kinds = Object.keys(pregnancyTests) as TestKind[];

/** Blood group and serologies: the newest of each, and a form for another one. */
export function TestCard({
  scope,
  tests,
  undo,
}: {
  readonly scope: string;
  readonly tests: readonly TestView[];
  readonly undo: Undo;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const add = useWrite('pregnancyTestAdd');
  const [kind, setKind] = useState<TestKind>('blood_group');
  const [value, setValue] = useState('');
  const [typed, setTyped] = useState(() => birthDate(practiceToday()));
  const [isTried, setTried] = useState(false);
  const facts = { kind, value, date: readTypedDate(typed) ?? typed };
  const isRight = isTest(facts, practiceToday());
  return (
    <section className="card" aria-label={t.pregnancy.tests}>
      <h2>{t.pregnancy.tests}</h2>
      <ul className="rows">
        {kinds.map((one) => {
          const last = tests.find((test) => test.kind === one);
          return (
            <li key={one} className={styles.test}>
              <span>{pregnancyTests[one].name}</span>
              {last === undefined ? (
                <span className="soft">{t.pregnancy.notDone}</span>
              ) : (
                <span>
                  <b>{last.value}</b> <small>{longDate(last.date, language)}</small>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <form
        className={styles.form}
        aria-label={t.pregnancy.addTest}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(!isRight);
          if (!isRight || add.isPending) return;
          add.mutate(
            { scope, facts },
            {
              onSuccess: (written) => {
                undo.done(t.clinic.added(pregnancyTests[kind].name), written);
              },
              ifShown: () => {
                setValue('');
              },
            },
          );
        }}
      >
        <label className={styles.wide}>
          <span>{t.pregnancy.test}</span>
          <select
            value={kind}
            onChange={({ target }) => {
              setKind(target.value as TestKind);
              setValue('');
            }}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {pregnancyTests[one].name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t.clinic.value}</span>
          <select
            value={value}
            onChange={({ target }) => {
              setValue(target.value);
              setTried(false);
            }}
          >
            <option value="" />
            {pregnancyTests[kind].values.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label>
          <span>{t.clinic.vaccine.date}</span>
          <input
            value={typed}
            autoComplete="off"
            onChange={({ target }) => {
              setTyped(target.value);
              setTried(false);
            }}
          />
        </label>
        {isTried && (
          <p className={styles.fault} role="alert">
            {t.pregnancy.testFault}
          </p>
        )}
        {add.error !== null && <FailureNote error={add.error} />}
        <button type="submit" className="button" aria-disabled={add.isPending}>
          {t.clinic.add} <kbd>{t.visit.enter}</kbd>
        </button>
      </form>
    </section>
  );
}
