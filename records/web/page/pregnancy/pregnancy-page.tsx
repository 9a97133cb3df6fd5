import { useState } from 'react';
import {
  dueDateOf,
  dueRule,
  ongoingPregnancy,
  termOn,
  type PlannedLine,
  type PregnancyView,
  type Synthesis,
} from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useUndo, type Undo } from '../elements/use-undo.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { CalendarTable } from './calendar-table.tsx';
import { DueLines } from './due-lines.tsx';
import { HistoryCard } from './history-card.tsx';
import { OutcomeDialog } from './outcome-dialog.tsx';
import styles from './pregnancy.module.css';
import { isPastTerm, planOf } from './pregnancy-words.ts';
import { StartForm } from './start-form.tsx';
import { TestCard } from './test-card.tsx';
import { VisitForm } from './visit-form.tsx';
import { VisitTable } from './visit-table.tsx';

/** The pregnancy that lasts with its calendar and visits, blood group and serologies, and the obstetric history. */
export function PregnancyPage({ scope, synthesis }: { readonly scope: string; readonly synthesis: Synthesis }) {
  const t = useTexts();
  const undo = useUndo(scope);
  const mark = useWrite('pregnancyMark');
  const { obstetrics } = synthesis;
  const ongoing = ongoingPregnancy(obstetrics.pregnancies);
  const since = ongoing?.since ?? null;
  const lines = since === null ? [] : planOf(obstetrics, since);
  const open = lines.filter(({ state }) => state === 'late' || state === 'due');
  const failed = undo.error ?? mark.error;
  const onDone = ({ line }: PlannedLine): void => {
    if (mark.isPending) return;
    mark.mutate(
      { scope, line: line.id, date: practiceToday() },
      {
        onSuccess: (written) => {
          undo.done(t.pregnancy.marked(line.name), written);
        },
      },
    );
  };
  return (
    <div className={styles.page}>
      {failed !== null && <FailureNote error={failed} />}
      <div className={styles.column}>
        {ongoing === null ? (
          <section className="card" aria-label={t.pregnancy.start}>
            <h2>{t.pregnancy.start}</h2>
            <StartForm scope={scope} known={null} undo={undo} onDone={() => undefined} />
          </section>
        ) : (
          <Ongoing scope={scope} pregnancy={ongoing} undo={undo} />
        )}
        {since !== null && (
          <section className="card" aria-label={t.pregnancy.visits}>
            <h2>{t.pregnancy.visits}</h2>
            <KeptForm form="pregnancy visit" scope={scope}>
              <VisitForm scope={scope} undo={undo} />
            </KeptForm>
            <VisitTable visits={obstetrics.visits} since={since} />
          </section>
        )}
        {since !== null && (
          <section className="card" aria-label={t.pregnancy.todo}>
            <h2>{t.pregnancy.todo}</h2>
            {open.length === 0 && <p className="soft">{t.pregnancy.nothingDue}</p>}
            <DueLines lines={open} onDone={onDone} />
            <CalendarTable lines={lines} />
          </section>
        )}
      </div>
      <div className={styles.column}>
        <TestCard scope={scope} tests={obstetrics.tests} undo={undo} />
        <HistoryCard scope={scope} obstetrics={obstetrics} undo={undo} />
      </div>
    </div>
  );
}

function Ongoing({
  scope,
  pregnancy,
  undo,
}: {
  readonly scope: string;
  readonly pregnancy: PregnancyView;
  readonly undo: Undo;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const [isDating, setDating] = useState(false);
  const [isEnding, setEnding] = useState(false);
  const { id, facts, since } = pregnancy;
  const term = since === null ? null : termOn(since, practiceToday());
  return (
    <section className="card" aria-label={t.pregnancy.ongoing}>
      <h2>{t.pregnancy.ongoing}</h2>
      {since !== null && term !== null ? (
        <>
          <p className={styles.term}>
            <strong>{t.pregnancy.term(term.weeks, term.days)}</strong>
            <span>{t.pregnancy.due(longDate(dueDateOf(since), language))}</span>
            {isPastTerm(pregnancy) && (
              <span className={styles.late}>
                <Icon name="alert-triangle" size={16} /> {t.pregnancy.past}
              </span>
            )}
          </p>
          <p className="soft">
            {facts.method !== null &&
              t.pregnancy.datedFrom(t.pregnancy.methods[facts.method], longDate(facts.date, language))}{' '}
            {dueRule.text} {t.growth.source(dueRule.source)}
          </p>
        </>
      ) : (
        <p>{t.pregnancy.undated}</p>
      )}
      {isDating ? (
        <StartForm
          scope={scope}
          known={{ id, facts }}
          undo={undo}
          onDone={() => {
            setDating(false);
          }}
        />
      ) : (
        <p className={styles.actions}>
          <button
            type="button"
            className="button"
            onClick={() => {
              setDating(true);
            }}
          >
            <Icon name="pencil" /> {t.pregnancy.redate}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setEnding(true);
            }}
          >
            {t.pregnancy.end}
          </button>
        </p>
      )}
      {isEnding && (
        <OutcomeDialog
          {...{ scope, id, undo, first: facts }}
          onClose={() => {
            setEnding(false);
          }}
        />
      )}
    </section>
  );
}
