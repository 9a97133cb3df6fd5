import { useState } from 'react';
import type { SettingsView } from '../../port/settings-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { dayAndTime, longDate, number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './settings.module.css';

/** More than a thesaurus of 40 parts can have: a larger file is not read. */
const mostMegabytes = 8;

/** The thesaurus of interactions: its date and source, and a way to load, replace or remove it. */
export function InteractionsPart({ view: { thesaurus } }: { readonly view: SettingsView }) {
  const t = useTexts();
  const { language } = useLanguage();
  const toast = useToast();
  const loading = useWrite('thesaurusLoad');
  const removal = useWrite('thesaurusRemove');
  const undo = useWrite('thesaurusUndo');
  const [isTooLarge, setTooLarge] = useState(false);
  const isPending = loading.isPending || removal.isPending || undo.isPending;
  const error = loading.error ?? removal.error ?? undo.error;
  const [issue] = error?.failure.issues ?? [];
  const done = (text: string): void => {
    toast(text, () => {
      undo.mutate({});
    });
  };
  const load = async (file: File): Promise<void> => {
    for (const call of [loading, removal, undo]) call.reset();
    setTooLarge(file.size > mostMegabytes << 20);
    if (file.size > mostMegabytes << 20) return;
    const text = await file.text();
    loading.mutate(
      { text },
      {
        onSuccess: () => {
          done(t.interactions.loaded);
        },
      },
    );
  };
  const fault = isTooLarge
    ? t.interactions.tooLarge(number(mostMegabytes, language))
    : issue === undefined
      ? null
      : issue.code === 'thesaurus_invalid'
        ? t.interactions.invalid(issue.path)
        : `${t.settings.issues[issue.code] ?? t.settings.issues['schema'] ?? ''} (${issue.path})`;
  return (
    <div className={styles.form}>
      <p className="soft">{t.interactions.lead}</p>
      {thesaurus === null ? (
        <p>{t.interactions.none}</p>
      ) : (
        <ul className="rows">
          <li>
            <strong>{thesaurus.name}</strong>, {longDate(thesaurus.date, language)}
            <small>{t.interactions.source(thesaurus.source)}</small>
            {thesaurus.count !== null && <small>{t.interactions.count(number(thesaurus.count, language))}</small>}
            <small>
              {t.interactions.by(thesaurus.authorName ?? t.settings.someMember, dayAndTime(thesaurus.time, language))}
            </small>
            <button
              type="button"
              className="link"
              aria-label={t.labelled(t.settings.remove, thesaurus.name)}
              aria-disabled={isPending}
              onClick={() => {
                if (isPending) return;
                loading.reset();
                removal.mutate(
                  {},
                  {
                    onSuccess: () => {
                      done(t.interactions.removed);
                    },
                  },
                );
              }}
            >
              {t.settings.remove}
            </button>
          </li>
        </ul>
      )}
      {thesaurus !== null && thesaurus.count === null && (
        <p className={styles.fault} role="alert">
          {t.interactions.incomplete}
        </p>
      )}
      <label className={styles.field}>
        <span>
          {thesaurus === null
            ? t.interactions.choose
            : thesaurus.count === null
              ? t.interactions.again
              : t.interactions.replace}
        </span>
        <input
          type="file"
          accept=".json"
          disabled={isPending}
          onChange={({ target }) => {
            const [file] = Array.from(target.files ?? []);
            if (file !== undefined) void load(file);
            target.value = '';
          }}
        />
      </label>
      <p role="status" className="soft">
        {isPending && t.interactions.loading}
      </p>
      {fault !== null && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
      {error !== null && issue === undefined && <FailureNote error={error} />}
    </div>
  );
}
