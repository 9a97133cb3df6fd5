import { FailureNote } from '../elements/failure.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './settings.module.css';
import type { Draft } from './use-draft.ts';
import type { Put } from './use-put.ts';

/** The notes before a form is stored: its faults, and the version that another member stored meanwhile. */
export function FormState({
  draft: { theirs, takeTheirs },
  put: { fault, error },
}: {
  readonly draft: Pick<Draft<unknown>, 'theirs' | 'takeTheirs'>;
  readonly put: Pick<Put, 'fault' | 'error'>;
}) {
  const t = useTexts();
  const labels: Readonly<Record<string, unknown>> = { ...t.settings, title: t.settings.titleOf };
  const nameOf = (field: string): string => {
    const label = labels[field];
    return typeof label === 'string' ? label : '';
  };
  return (
    <>
      <KeptNote />
      {theirs !== null && (
        <div className="kept-note" role="status">
          <p>
            {theirs.author === null ? t.settings.removedMeanwhile : t.settings.changedMeanwhile(theirs.author)}{' '}
            {theirs.contested.length > 0 && t.settings.contested}
          </p>
          {theirs.contested.some(({ text }) => text !== null) && (
            <ul>
              {theirs.contested.map(
                ({ field, text }) => text !== null && <li key={field}>{t.labelled(nameOf(field), text)}</li>,
              )}
            </ul>
          )}
          {theirs.author !== null && (
            <button type="button" className="link" onClick={takeTheirs}>
              {t.settings.takeTheirs(theirs.author)}
            </button>
          )}
        </div>
      )}
      {fault !== null && <p className={styles.fault}>{fault}</p>}
      {error !== null && (theirs === null || error.failure.code !== 'conflict') && <FailureNote error={error} />}
    </>
  );
}
