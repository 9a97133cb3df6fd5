import { useEffect, useId, useRef, useState } from 'react';
import { displayName, type DocumentFacts, documentFaults } from '@etanche/records-fhir';
import type { Thumbnail } from '../../port/document-calls.ts';
import type { Written } from '../../port/entry-calls.ts';
import type { PatientHeader } from '../../port/patient-calls.ts';
import type { DocumentRefusal } from '../../port/recognise-document.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useKept } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { DescriptionFields } from './description-fields.tsx';
import styles from './documents.module.css';
import { useUpload } from './use-upload.ts';

/** The choice to notify no doctor, which is not a member. */
const nobody = 'nobody';

/** A file that somebody chose, dropped or pasted. */
export type Picked = {
  /** SHA-256 of the bytes in base64url, so that a kept description meets its file again; random for a refused file. */
  readonly item: string;
  /** Null for a description that was kept, until its file is chosen again. */
  readonly file: File | null;
  readonly refusal: DocumentRefusal | null;
  readonly thumbnail: Thumbnail | null;
};

/** One file before and while it is sent: its description, its progress, or why it is refused. */
export function UploadForm({
  picked: { file, refusal, thumbnail },
  header,
  proposed,
  onAdded,
  onGone,
}: {
  readonly picked: Picked;
  readonly header: PatientHeader;
  readonly proposed: string | null;
  /** `notify` is the doctor whose list names the document; null for none. */
  readonly onAdded: (title: string, written: readonly Written[], notify: string | null) => void;
  readonly onGone: () => void;
}) {
  const t = useTexts();
  const id = useId();
  const { me, practitioners } = useOpenSession();
  const [keptName, setKeptName] = useKept('name', '');
  const fileName = file?.name ?? keptName;
  const [chosen, setChosen] = useKept<string | null>('notify', null);
  const isDoctor = me.roles.includes('doctor');
  const notify = practitioners.length === 0 ? nobody : (chosen ?? proposed ?? '');
  const notified = practitioners.find((one) => one.id === notify);
  const [facts, setFacts] = useKept<DocumentFacts>('facts', () => ({
    ...{ title: titleOf(fileName), kind: 'other', date: practiceToday() },
  }));
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector('input')?.select();
  }, []);
  const { upload, start, cancel } = useUpload((written) => {
    onAdded(facts.title, written, notified?.id ?? null);
    onGone();
  });
  const [fault] = documentFaults(facts, practiceToday());
  const isUndecided = !isDoctor && notify === '';
  if (file !== null && refusal !== null)
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
  if (fileName === '') return null;
  const isRunning = upload.phase === 'sealing' || upload.phase === 'sending';
  const name = displayName(header.card);
  return (
    <form
      ref={form}
      className={styles.upload}
      aria-label={fileName}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (file !== null && fault === undefined && !isUndecided && !isRunning)
          void start({ scope: header.scope, file, facts, thumbnail });
      }}
    >
      <KeptNote />
      {file === null && <p role="status">{t.document.chooseAgain(fileName)}</p>}
      <DescriptionFields
        facts={facts}
        fault={isTried ? fault : undefined}
        onChange={(changed) => {
          setFacts(changed);
          setKeptName(fileName);
        }}
      />
      {!isDoctor && <p className="soft">{t.document.depositLead}</p>}
      {!isDoctor && practitioners.length > 0 && (
        <p className={styles.filter}>
          <label htmlFor={`${id}-notify`}>{t.worklist.notify}</label>
          <select
            id={`${id}-notify`}
            value={notify}
            aria-invalid={isTried && isUndecided}
            aria-describedby={`${id}-undecided`}
            onChange={({ target }) => {
              setChosen(target.value);
              setKeptName(fileName);
            }}
          >
            {notify === '' && <option value="">{t.worklist.notifyChoose}</option>}
            {practitioners.map(({ id: member, name: doctor }) => (
              <option key={member} value={member}>
                {doctor}
              </option>
            ))}
            <option value={nobody}>{t.worklist.notifyNobody}</option>
          </select>
          <small id={`${id}-undecided`} role="status">
            {isTried && isUndecided ? t.worklist.faultNotify : ''}
          </small>
        </p>
      )}
      {isRunning ? (
        <p className={styles.progress} role="status">
          <progress
            aria-label={fileName}
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
          {file !== null && (
            <button type="submit" className="button primary">
              {isDoctor
                ? t.document.keep(name)
                : notified === undefined
                  ? t.document.leave(name)
                  : t.document.leaveFor(notified.name, name)}
            </button>
          )}
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
