import type { ReactNode } from 'react';
import type { SettingsDocument } from '@etanche/records-client';
import { useTexts } from '../text/use-texts.tsx';
import { FormFooter } from './form-footer.tsx';
import { FormState } from './form-state.tsx';
import styles from './settings.module.css';
import type { Draft } from './use-draft.ts';
import { usePut } from './use-put.ts';

/** A form of one entry of a list: its name and its other fields, and how it is stored and removed. */
export function NamedForm<C extends SettingsDocument & { readonly name: string }>({
  draft,
  entry,
  label,
  isComplete = true,
  onDone,
  onRemoved,
  children,
}: {
  readonly draft: Draft<C>;
  /** Undefined for a new entry. */
  readonly entry:
    | { readonly id: string; readonly version: number; readonly authorName: string | null; readonly content: C }
    | undefined;
  readonly label?: string;
  /** False while there is nothing to store. */
  readonly isComplete?: boolean;
  readonly onDone: () => void;
  readonly onRemoved: () => void;
  readonly children: ReactNode;
}) {
  const t = useTexts();
  const put = usePut();
  const { content, setContent } = draft;
  return (
    <form
      className={styles.form}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isComplete || put.isPending) return;
        draft.sending();
        put.put(content, entry ?? null, onDone);
      }}
    >
      <label className={styles.field}>
        <span>{t.settings.name}</span>
        <input
          value={content.name}
          maxLength={80}
          required
          autoFocus
          onChange={({ target }) => {
            setContent({ ...content, name: target.value });
          }}
        />
      </label>
      {children}
      <FormState draft={draft} put={put} />
      <FormFooter
        entry={entry}
        isPending={put.isPending}
        onRemove={
          entry === undefined
            ? undefined
            : () => {
                put.remove(entry, content.name, onRemoved);
              }
        }
      />
    </form>
  );
}
