import { useState } from 'react';
import {
  entryFaults,
  kin,
  readTypedDate,
  type EntryFacts,
  type EntryView,
  type Kin,
  type Severity,
} from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { VersionsDialog } from '../elements/versions-dialog.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './history.module.css';

type Props = {
  readonly scope: string;
  readonly entry: EntryView;
  readonly undo: Undo;
  readonly onClose: () => void;
};

/** Corrects an entry in place: a new version, with this member as its author. */
export function EntryEditor({ scope, entry, undo, onClose }: Props) {
  const t = useTexts();
  const edit = useWrite('entryEdit');
  const { done } = useKeptForm();
  const error = useWrite('recordInError');
  const [facts, setFacts] = useKept('facts', entry.facts);
  const [showsVersions, setShowsVersions] = useState(false);
  const set = (changed: Partial<EntryFacts>): void => {
    setFacts((all) => ({ ...all, ...changed }));
  };
  const [fault] = entryFaults(facts, practiceToday());
  const isPending = edit.isPending || error.isPending;
  const write = (wanted: EntryFacts, text: string): void => {
    if (isPending) return;
    edit.mutate(
      { scope, id: entry.id, facts: wanted },
      {
        onSuccess: (written) => {
          done();
          undo.done(text, written);
        },
        ifShown: onClose,
      },
    );
  };
  const { kind } = facts;
  const canEnd = kind === 'problem' || kind === 'allergy';
  const failed = edit.error ?? error.error;
  return (
    <form
      className={styles.editor}
      aria-label={entry.facts.name}
      onSubmit={(event) => {
        event.preventDefault();
        if (fault === undefined) write(facts, t.clinic.corrected(facts.name));
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <KeptNote />
      <label className={styles.wide}>
        <span>{t.clinic.fields.name[kind]}</span>
        <input
          value={facts.name}
          autoFocus
          onChange={({ target }) => {
            set({ name: target.value });
          }}
        />
        {entry.codes.length > 0 && (
          <small>{facts.name === entry.facts.name ? t.clinic.codes(entry.codes.join(', ')) : t.clinic.codesGo}</small>
        )}
      </label>
      {kind === 'family' ? (
        <FamilyFields facts={facts} set={set} />
      ) : (
        <DateField
          name="start"
          label={t.clinic.fields.start}
          date={facts.start}
          onChange={(start) => {
            set({ start });
          }}
        />
      )}
      {kind === 'problem' && (
        <>
          <DateField
            name="end"
            label={t.clinic.fields.end}
            date={facts.end}
            onChange={(end) => {
              set({ end });
            }}
          />
          <Check
            label={t.clinic.fields.isLongTerm}
            value={facts.isLongTerm}
            onChange={(isLongTerm) => {
              set({ isLongTerm });
            }}
          />
        </>
      )}
      {kind === 'allergy' && <AllergyFields facts={facts} set={set} />}
      <label className={styles.wide}>
        <span>{t.clinic.fields.note}</span>
        <input
          value={facts.note ?? ''}
          onChange={({ target }) => {
            set({ note: target.value === '' ? null : target.value });
          }}
        />
      </label>
      {fault !== undefined && <p className={styles.fault}>{t.clinic.faults[fault]}</p>}
      {failed !== null && <FailureNote error={failed} />}
      <div className={styles.actions}>
        <button type="submit" className="button primary" aria-disabled={isPending || fault !== undefined}>
          {t.clinic.correct} <kbd>{t.visit.enter}</kbd>
        </button>
        {canEnd && !entry.isInError && (
          <button
            type="button"
            className="button"
            onClick={() => {
              const isActive = !entry.facts.isActive;
              const text = isActive ? t.clinic.reopened : t.clinic.resolved;
              write({ ...entry.facts, isActive }, text(entry.facts.name));
            }}
          >
            {entry.facts.isActive ? t.clinic.resolve : t.clinic.reopen}
          </button>
        )}
        {!entry.isInError && (
          <button
            type="button"
            className="button"
            onClick={() => {
              if (isPending) return;
              error.mutate(
                { scope, id: entry.id },
                {
                  onSuccess: (written) => {
                    undo.done(t.clinic.markedInError(entry.facts.name), written);
                  },
                },
              );
            }}
          >
            {t.clinic.inError}
          </button>
        )}
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            setShowsVersions(true);
          }}
        >
          <Icon name="history" /> {t.clinic.versions}
        </button>
      </div>
      {showsVersions && (
        <VersionsDialog
          scope={scope}
          id={entry.id}
          title={entry.facts.name}
          onClose={() => {
            setShowsVersions(false);
          }}
        />
      )}
    </form>
  );
}

type FieldsProps = { readonly facts: EntryFacts; readonly set: (changed: Partial<EntryFacts>) => void };

function AllergyFields({ facts, set }: FieldsProps) {
  const t = useTexts();
  return (
    <>
      <label>
        <span>{t.clinic.fields.severity}</span>
        <select
          value={facts.severity ?? ''}
          onChange={({ target }) => {
            set({ severity: target.value === '' ? null : (target.value as Severity) });
          }}
        >
          <option value="">{t.clinic.noSeverity}</option>
          {Object.entries(t.clinic.severities).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.wide}>
        <span>{t.clinic.fields.reaction}</span>
        <input
          value={facts.reaction ?? ''}
          onChange={({ target }) => {
            set({ reaction: target.value === '' ? null : target.value });
          }}
        />
      </label>
      <Check
        label={t.clinic.fields.isIntolerance}
        value={facts.isIntolerance}
        onChange={(isIntolerance) => {
          set({ isIntolerance });
        }}
      />
    </>
  );
}

function FamilyFields({ facts, set }: FieldsProps) {
  const t = useTexts();
  return (
    <>
      <label>
        <span>{t.clinic.fields.relative}</span>
        <select
          value={facts.relative ?? ''}
          onChange={({ target }) => {
            set({ relative: target.value === '' ? null : (target.value as Kin) });
          }}
        >
          {facts.relative === null && <option value="" />}
          {Object.entries(kin).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t.clinic.fields.age}</span>
        <input
          inputMode="numeric"
          value={facts.age ?? ''}
          onChange={({ target }) => {
            set({ age: target.value === '' ? null : Number(target.value) });
          }}
        />
      </label>
    </>
  );
}

/** A date as people type it. Text that is not yet a date is kept as typed, so that the fault can be named. */
function DateField({
  name,
  label,
  date,
  onChange,
}: {
  readonly name: string;
  readonly label: string;
  readonly date: string | null;
  readonly onChange: (date: string | null) => void;
}) {
  const [typed, setTyped] = useKept(`${name} typed`, date === null ? '' : birthDate(date.slice(0, 10)));
  return (
    <label>
      <span>{label}</span>
      <input
        value={typed}
        autoComplete="off"
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(target.value.trim() === '' ? null : (readTypedDate(target.value) ?? target.value));
        }}
      />
    </label>
  );
}

function Check({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <label className={`${styles.check ?? ''} ${styles.wide ?? ''}`}>
      <input
        type="checkbox"
        checked={value}
        onChange={({ target }) => {
          onChange(target.checked);
        }}
      />
      <span>{label}</span>
    </label>
  );
}
