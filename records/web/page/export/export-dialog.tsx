import { useId, useState } from 'react';
import type { CallError } from '../../port/page-side.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureBox, FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './export.module.css';
import { useExport, type ExportForm } from './use-export.ts';

/**
 * The copy of a whole file for the patient: a PDF to read, the FHIR document for another program, and who opened it.
 */
export function ExportDialog({ scope, onClose }: { readonly scope: string; readonly onClose: () => void }) {
  const t = useTexts();
  const id = useId();
  const [hasAccesses, setAccesses] = useState(true);
  const { state, start, cancel } = useExport(scope);
  const isRunning = state.phase === 'reading' || state.phase === 'writing';
  const act = (form: ExportForm, label: string, isPrimary: boolean) => (
    <button
      type="button"
      className={isPrimary ? 'button primary' : 'button'}
      onClick={() => {
        void start(form, hasAccesses);
      }}
    >
      <Icon name="download" /> {label}
    </button>
  );
  return (
    <Dialog title={t.exporting.title} onClose={onClose}>
      <div className="form">
        <p>{t.exporting.lead}</p>
        <p className={styles.choice}>
          <input
            id={id}
            type="checkbox"
            checked={hasAccesses}
            onChange={({ target }) => {
              setAccesses(target.checked);
            }}
          />
          <label htmlFor={id}>{t.exporting.accesses}</label>
        </p>
        <section aria-labelledby={`${id}-missing`}>
          <h3 id={`${id}-missing`}>{t.exporting.missing}</h3>
          <ul>
            {t.exporting.missingLines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
        {isRunning ? (
          <p className={styles.progress} role="status">
            <progress
              aria-label={t.exporting.title}
              max={1}
              {...(state.phase === 'writing' && state.total > 0 ? { value: state.done / state.total } : {})}
            />
            {state.phase === 'reading' ? t.exporting.reading : t.exporting.writing(state.done, state.total)}
            <button type="button" className="button" onClick={cancel}>
              {t.exporting.cancel}
            </button>
          </p>
        ) : (
          <div className="dialog-foot">
            {act('fhir', t.exporting.fhir, false)}
            {act('pdf', t.exporting.pdf, true)}
          </div>
        )}
        <p role="status">
          {state.phase === 'done' && t.exporting.done(state.files)}
          {state.phase === 'cancelled' && t.exporting.cancelled}
        </p>
        {state.phase === 'failed' && <Failed error={state.error} />}
      </div>
    </Dialog>
  );
}

/** Null: the PDF could not be written; the FHIR document does not depend on it. */
function Failed({ error }: { readonly error: CallError | null }) {
  const t = useTexts();
  if (error !== null) return <FailureNote error={error} />;
  return <FailureBox title={t.exporting.failed} advice={t.exporting.failedAdvice} />;
}
