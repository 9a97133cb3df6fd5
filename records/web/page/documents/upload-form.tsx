import { useEffect, useId, useRef, useState } from 'react';
import { documentFaults, type DocumentFacts } from '@etanche/records-fhir';
import type { Thumbnail } from '../../port/document-calls.ts';
import type { Written } from '../../port/entry-calls.ts';
import type { PatientHeader } from '../../port/patient-calls.ts';
import type { DocumentRefusal } from '../../port/recognise-document.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { displayName } from '../patients/display-name.ts';
import { useOpenSession } from '../session/session-context.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { DescriptionFields } from './description-fields.tsx';
import styles from './documents.module.css';
import { useUpload } from './use-upload.ts';

/** A file that somebody chose, dropped or pasted. */
export type Picked = {
  readonly key: string;
  readonly file: File;
  readonly refusal: DocumentRefusal | null;
  readonly thumbnail: Thumbnail | null;
};

/** One file before and while it is sent: its description, its progress, or why it is refused. */
export function UploadForm({
  picked: { file, refusal, thumbnail },
  header,
  onAdded,
  onGone,
}: {
  readonly picked: Picked;
  readonly header: PatientHeader;
  /** `notify` is the doctor whose list names the document; null for none. */
  readonly onAdded: (title: string, written: readonly Written[], notify: string | null) => void;
  readonly onGone: () => void;
}) {
  const t = useTexts();
  const id = useId();
  const { me, practitioners } = useOpenSession();
  const [notify, setNotify] = useState('');
  const isDoctor = me.roles.includes('doctor');
  const [facts, setFacts] = useState<DocumentFacts>(() => ({
    ...{ title: titleOf(file.name), kind: 'other', date: practiceToday() },
  }));
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector('input')?.select();
  }, []);
  const { upload, start, cancel } = useUpload((written) => {
    onAdded(facts.title, written, notify === '' ? null : notify);
    onGone();
  });
  const [fault] = documentFaults(facts, practiceToday());
  if (refusal !== null)
    return (
      <div className="failure" role="alert">
        <Icon name="alert-circle" />
        <div>
          <strong>{file.name}</strong>
          <p>{t.document.refusals[refusal]}</p>
          <button type="button" className="button" onClick={onGone}>
            {t.close}
          </button>
        </div>
      </div>
    );
  const isRunning = upload.phase === 'sealing' || upload.phase === 'sending';
  const name = displayName(header.card);
  return (
    <form
      ref={form}
      className={styles.upload}
      aria-label={file.name}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fault === undefined && !isRunning) void start({ scope: header.scope, file, facts, thumbnail });
      }}
    >
      <DescriptionFields facts={facts} fault={isTried ? fault : undefined} onChange={setFacts} />
      {!isDoctor && <p className="soft">{t.document.depositLead}</p>}
      {!isDoctor && practitioners.length > 0 && (
        <p className={styles.filter}>
          <label htmlFor={`${id}-notify`}>{t.worklist.notify}</label>
          <select
            id={`${id}-notify`}
            value={notify}
            onChange={({ target }) => {
              setNotify(target.value);
            }}
          >
            <option value="">{t.worklist.notifyNobody}</option>
            {practitioners.map(({ id: member, name: doctor }) => (
              <option key={member} value={member}>
                {doctor}
              </option>
            ))}
          </select>
        </p>
      )}
      {isRunning ? (
        <p className={styles.progress} role="status">
          <progress
            aria-label={file.name}
            max={100}
            {...(upload.phase === 'sealing' ? { value: upload.percent } : {})}
          />
          {upload.phase === 'sealing' ? t.document.sealing(upload.percent) : t.document.sending}
          <button type="button" className="button" onClick={cancel}>
            {t.document.cancel}
          </button>
        </p>
      ) : (
        <p className={styles.actions}>
          <button type="submit" className="button primary">
            {isDoctor ? t.document.keep(name) : t.document.leave(name)}
          </button>
          <button type="button" className="button quiet" onClick={onGone}>
            {t.document.withdraw}
          </button>
          {upload.phase === 'cancelled' && <span role="status">{t.document.cancelled}</span>}
        </p>
      )}
      {upload.phase === 'failed' && <FailureNote error={upload.error} />}
    </form>
  );
}

/** A title from the name of a file: `CR_radio-genou.pdf` becomes "CR radio-genou". */
function titleOf(name: string): string {
  return name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replaceAll('_', ' ')
    .trim()
    .slice(0, 120);
}
