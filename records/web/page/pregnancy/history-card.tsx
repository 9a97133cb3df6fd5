import { useState } from 'react';
import type { CountKind, Obstetrics, PregnancyView } from '@etanche/records-fhir';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { OutcomeDialog } from './outcome-dialog.tsx';
import styles from './pregnancy.module.css';

const kinds = ['gravida', 'para'] as const satisfies readonly CountKind[];
const past = { method: null, date: null, outcome: null, outcomeDate: null, children: null, note: null };

/** Gravida and para, computed or stated, and the earlier pregnancies. An outcome is shown on demand only. */
export function HistoryCard({
  scope,
  obstetrics,
  undo,
}: {
  readonly scope: string;
  readonly obstetrics: Obstetrics;
  readonly undo: Undo;
}) {
  const t = useTexts();
  const [isAdding, setAdding] = useState(false);
  const ended = obstetrics.pregnancies.filter(({ isOngoing }) => !isOngoing);
  return (
    <section className="card" aria-label={t.pregnancy.history}>
      <h2>{t.pregnancy.history}</h2>
      <div className={styles.counts}>
        {kinds.map((kind) => (
          <Count
            // A number that changes in the file replaces the typed one, which the field would store as a statement.
            key={`${kind} ${obstetrics[kind].computed} ${obstetrics[kind].stated?.value ?? ''}`}
            {...{ scope, kind, undo }}
            count={obstetrics[kind]}
          />
        ))}
      </div>
      {ended.length === 0 && <p className="soft">{t.pregnancy.noPast}</p>}
      <ul className="rows">
        {ended.map((one) => (
          <Past key={one.id} pregnancy={one} scope={scope} undo={undo} />
        ))}
      </ul>
      <button
        type="button"
        className="button"
        onClick={() => {
          setAdding(true);
        }}
      >
        <Icon name="plus" /> {t.pregnancy.addPast}
      </button>
      {isAdding && (
        <OutcomeDialog
          {...{ scope, undo, id: null, first: past }}
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
    </section>
  );
}

function Count({
  scope,
  kind,
  count: { computed, stated },
  undo,
}: {
  readonly scope: string;
  readonly kind: CountKind;
  readonly count: Obstetrics['gravida'];
  readonly undo: Undo;
}) {
  const t = useTexts();
  const put = useWrite('obstetricCountPut');
  const [typed, setTyped] = useState(String(stated?.value ?? computed));
  const value = typed.trim() === '' ? null : Number(typed);
  const keep = (): void => {
    // The computed number is no statement.
    const wanted = value === computed ? null : value;
    if (put.isPending || wanted === (stated?.value ?? null) || Number.isNaN(wanted)) return;
    put.mutate(
      { scope, kind, value: wanted },
      {
        onSuccess: (written) => {
          undo.done(t.pregnancy.kept, written);
        },
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <label>
        <span>{t.pregnancy.counts[kind]}</span>
        <input
          value={typed}
          inputMode="numeric"
          onBlur={keep}
          onChange={({ target }) => {
            setTyped(target.value.replace(/\D/gu, ''));
          }}
        />
      </label>
      <small>{stated === null ? t.pregnancy.computed : t.pregnancy.stated(computed)}</small>
      {put.error !== null && <FailureNote error={put.error} />}
    </form>
  );
}

function Past({
  pregnancy: { id, facts },
  scope,
  undo,
}: {
  readonly pregnancy: PregnancyView;
  readonly scope: string;
  readonly undo: Undo;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const error = useWrite('recordInError');
  const [isOpen, setOpen] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const year = (facts.outcomeDate ?? facts.date ?? '').slice(0, 4);
  const children = facts.children === null ? [] : [t.pregnancy.born(facts.children)];
  const outcome = facts.outcome === null ? t.pregnancy.unknownOutcome : t.pregnancy.outcomes[facts.outcome];
  return (
    <li>
      <button
        type="button"
        className={styles.past}
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={16} /> {t.pregnancy.pregnancy} {year}
      </button>
      {isOpen && (
        <p className={styles.detail}>
          <span>
            {[outcome, longDate(facts.outcomeDate, language), ...children, facts.note].filter(Boolean).join(', ')}
          </span>
          <button
            type="button"
            className="link"
            onClick={() => {
              setEditing(true);
            }}
          >
            {t.clinic.correct}
          </button>
          <button
            type="button"
            className="link"
            onClick={() => {
              error.mutate(
                { scope, id },
                {
                  onSuccess: (written) => {
                    undo.done(t.clinic.markedInError(t.pregnancy.pregnancy), written);
                  },
                },
              );
            }}
          >
            {t.clinic.inError}
          </button>
        </p>
      )}
      {isEditing && (
        <OutcomeDialog
          {...{ scope, id, undo, first: facts }}
          onClose={() => {
            setEditing(false);
          }}
        />
      )}
    </li>
  );
}
