import { useId, type ReactNode } from 'react';
import type { EntryView } from '@etanche/records-fhir';
import { useOpenIn } from '../elements/use-open-in.ts';
import type { Undo } from '../elements/use-undo.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { AddLine } from './add-line.tsx';
import { EntryEditor } from './entry-editor.tsx';
import { useEntryWords } from './entry-words.ts';
import styles from './history.module.css';
import type { SectionName } from './section-name.ts';

/** One list of entries. @param props.name null for the entries in error, to which nothing is added */
export function EntrySection({
  name,
  scope,
  entries,
  undo,
  empty,
}: {
  readonly name: SectionName | null;
  readonly scope: string;
  readonly entries: readonly EntryView[];
  readonly undo: Undo;
  readonly empty: ReactNode;
}) {
  const t = useTexts();
  const id = useId();
  const words = useEntryWords();
  const [open, setOpen] = useOpenIn(
    entries.map((entry) => entry.id),
    useKeptItems('entry', scope).find((item) => entries.some(({ id: one }) => one === item)) ?? null,
  );
  const title = t.clinic.sections[name ?? 'error'];
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {entries.length === 0 && empty}
      <ul className="rows">
        {entries.map((entry) => {
          const { facts, others } = entry;
          const isOpen = open === entry.id;
          const isAlert = name === 'allergy' && facts.isActive && !facts.isIntolerance;
          return (
            <li key={entry.id}>
              <button
                type="button"
                className={styles.entry}
                aria-expanded={isOpen}
                data-alert={isAlert}
                data-past={!facts.isActive || entry.isInError}
                onClick={() => {
                  setOpen(isOpen ? null : entry.id);
                }}
              >
                <strong>{[facts.name, ...others].join(', ')}</strong> <small>{words(facts)}</small>
              </button>
              {isOpen && (
                <KeptForm form="entry" scope={scope} item={entry.id}>
                  {(done) => (
                    <EntryEditor
                      scope={scope}
                      entry={entry}
                      undo={undo}
                      onClose={() => {
                        done();
                        setOpen(null);
                      }}
                    />
                  )}
                </KeptForm>
              )}
            </li>
          );
        })}
      </ul>
      {name !== null && (
        <KeptForm form={`add ${name}`} scope={scope}>
          <AddLine name={name} scope={scope} undo={undo} />
        </KeptForm>
      )}
    </section>
  );
}
