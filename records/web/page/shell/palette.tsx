import { useEffect, useId, useRef, useState } from 'react';
import { displayName } from '@etanche/records-fhir';
import type { SearchResult } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import { matching, type Command } from './commands.ts';
import styles from './palette.module.css';

type Props = {
  readonly commands: readonly Command[];
  /** Null for a role that opens no patient. */
  readonly onPatient: ((scope: string) => void) | null;
  readonly onClose: () => void;
  /** A text that somebody typed in another field. */
  readonly first?: string;
};

/** One field for every action: type a word, Enter runs the first. A search of all patients is the last entry. */
export function Palette({ commands, onPatient, onClose, first = '' }: Props) {
  const t = useTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState(first);
  const [at, setAt] = useState(0);
  const [result, setResult] = useState<SearchResult | null>(null);
  const search = useWrite('search');
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const found = matching(commands, typed);
  const entries = [
    ...found,
    ...patientEntries(result, t.command.patients, onPatient),
    ...(onPatient === null || typed.trim() === '' || result !== null
      ? []
      : [
          {
            ...({ id: 'search', group: t.command.elsewhere, icon: 'search', keys: null } as const),
            name: t.command.searchAll(typed.trim()),
            run: () => {
              search.mutate({ text: typed }, { ifShown: setResult });
            },
          },
        ]),
  ] satisfies readonly Command[];
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    if (command.id !== 'search') dialog.current?.close();
    command.run();
  };
  return (
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label={t.command.title}
      onClose={onClose}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
      <label className={styles.field}>
        <Icon name="search" />
        <span className="visually-hidden">{t.command.field}</span>
        <input
          type="text"
          role="combobox"
          aria-expanded={entries.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={entries.length > 0 ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          placeholder={t.command.field}
          value={typed}
          onChange={({ target: { value } }) => {
            setTyped(value);
            setResult(null);
            search.reset();
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step !== 0) setAt((at + step + entries.length) % Math.max(1, entries.length));
            else if (event.key === 'Enter') run(entries[at]);
            else return;
            event.preventDefault();
          }}
        />
      </label>
      <ul id={`${id}-list`} role="listbox" aria-label={t.command.title}>
        {entries.map((entry, i) => (
          <Entry
            key={entry.id}
            id={`${id}-${i}`}
            entry={entry}
            isFirst={entry.group !== entries[i - 1]?.group}
            isChosen={i === at}
            onHover={() => {
              setAt(i);
            }}
            onRun={() => {
              run(entry);
            }}
          />
        ))}
      </ul>
      {search.error !== null && <FailureNote error={search.error} />}
      {found.length === 0 && result === null && (
        <p className={styles.nothing} role="status">
          {t.command.nothing}
        </p>
      )}
      {result !== null && result.answer !== 'found' && (
        <p className={styles.nothing} role="status">
          {t.search.notFound}
        </p>
      )}
      <p className={styles.footer}>{t.command.footer}</p>
    </dialog>
  );
}

function Entry({
  id,
  entry,
  isFirst,
  isChosen,
  onHover,
  onRun,
}: {
  readonly id: string;
  readonly entry: Command;
  readonly isFirst: boolean;
  readonly isChosen: boolean;
  readonly onHover: () => void;
  readonly onRun: () => void;
}) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <>
      {isFirst && (
        <li role="presentation" className={styles.group}>
          {entry.group}
        </li>
      )}
      <li
        ref={element}
        id={id}
        role="option"
        aria-selected={isChosen}
        className={styles.entry}
        onMouseMove={onHover}
        onClick={onRun}
      >
        <Icon name={entry.icon} />
        <span>{entry.name}</span>
        {entry.keys !== null && <kbd>{entry.keys}</kbd>}
      </li>
    </>
  );
}

function patientEntries(
  result: SearchResult | null,
  group: string,
  onPatient: ((scope: string) => void) | null,
): Command[] {
  if (result?.answer !== 'found' || onPatient === null) return [];
  return result.patients.map(({ scope, card }) => ({
    ...({ id: `patient-${scope}`, group, icon: 'users', keys: null } as const),
    name: `${displayName(card)}, ${birthDate(card.birthDate)}`,
    run: () => {
      onPatient(scope);
    },
  }));
}
