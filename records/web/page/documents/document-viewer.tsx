import { useEffect, useRef, useState } from 'react';
import { documentFaults, type DocumentFacts, type DocumentView } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { SendButton } from '../exchange/send-button.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { later } from '../elements/later.tsx';
import { Loading } from '../elements/loading.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { VersionsDialog } from '../elements/versions-dialog.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { ContentView } from './content-view.tsx';
import { DescriptionFields } from './description-fields.tsx';
import styles from './documents.module.css';
import { RemoveDialog } from './remove-dialog.tsx';
import { markWords, versionWords } from './version-words.ts';

const StructuredContent = later(async () => (await import('../exchange/structured-content.tsx')).StructuredContent);

/** One document beside the list: its content, its description and what can be done with it. */
export function DocumentViewer({
  scope,
  document,
  undo,
  onClose,
}: {
  readonly scope: string;
  readonly document: DocumentView;
  readonly undo: Undo;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { id, title, author, date, content, facts, marks, version } = document;
  const notes = [...versionWords(document, t.document, language), ...markWords(marks, t.document)];
  const { data, error, refetch } = useRead('documentRead', content === 'missing' ? null : { scope, id }, false);
  const isUnknown = data !== undefined && data.type === null;
  const read = useRead('documentStructured', isUnknown ? { scope, id } : null, false);
  // One that cannot be read again is offered as a file.
  const structured = !isUnknown || read.error !== null ? null : read.data;
  const [shown, setShown] = useState<'edit' | 'remove' | 'versions' | null>(null);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    close.current?.focus();
  }, []);
  return (
    <section
      className={`card ${styles.viewer ?? ''}`}
      aria-label={t.document.view}
      onKeyDown={({ key }) => {
        if (key === 'Escape' && shown === null) onClose();
      }}
    >
      <div className="dialog-head">
        <h2>{title}</h2>
        <button ref={close} type="button" className="button quiet" aria-label={t.close} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      <p className="soft">
        {[t.document.kinds[facts.kind], longDate(date, language), author].filter(Boolean).join(' · ')}
      </p>
      {notes.length > 0 && (
        <ul className={styles.version} aria-label={t.document.versions.label}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {shown === 'edit' ? (
        <EditForm
          {...{ scope, id, facts, undo }}
          onDone={() => {
            setShown(null);
          }}
        />
      ) : (
        <div className={styles.tools}>
          {content !== 'missing' && version.state === 'current' && (
            <SendButton scope={scope} item={id} label={t.labelled(t.shell.sendLong, title)}>
              <Icon name="send" /> {t.shell.send}
            </SendButton>
          )}
          {content !== 'letter' && (
            <button
              type="button"
              className="button"
              onClick={() => {
                setShown('edit');
              }}
            >
              <Icon name="pencil" /> {t.document.edit}
            </button>
          )}
          <button
            type="button"
            className="button"
            onClick={() => {
              setShown('versions');
            }}
          >
            <Icon name="history" /> {t.clinic.versions}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setShown('remove');
            }}
          >
            <Icon name="trash" /> {t.document.remove}
          </button>
        </div>
      )}
      {content === 'missing' && (
        <div className={styles.outside}>
          <h3>{t.document.missing}</h3>
          <p>{t.document.missingLead}</p>
        </div>
      )}
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {content !== 'missing' && data === undefined && error === null && <Loading bars={4} />}
      {data !== undefined && structured === null && <ContentView content={data} title={title} date={date} />}
      {data !== undefined && structured !== null && structured !== undefined && (
        <StructuredContent document={structured} bytes={data.bytes} date={date} beside="file" />
      )}
      {shown === 'versions' && (
        <VersionsDialog
          {...{ scope, id, title }}
          onClose={() => {
            setShown(null);
          }}
        />
      )}
      {shown === 'remove' && (
        <RemoveDialog
          {...{ scope, id, title, undo }}
          onClose={() => {
            setShown(null);
          }}
          onRemoved={onClose}
        />
      )}
    </section>
  );
}

function EditForm({
  scope,
  id,
  facts: before,
  undo,
  onDone,
}: {
  readonly scope: string;
  readonly id: string;
  readonly facts: DocumentFacts;
  readonly undo: Undo;
  readonly onDone: () => void;
}) {
  const t = useTexts();
  const edit = useWrite('documentEdit');
  const [facts, setFacts] = useState(before);
  const [isTried, setTried] = useState(false);
  const [fault] = documentFaults(facts, practiceToday());
  return (
    <form
      aria-label={t.document.edit}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fault !== undefined || edit.isPending) return;
        edit.mutate(
          { scope, id, facts },
          {
            onSuccess: (written) => {
              undo.done(t.document.edited(facts.title), written);
            },
            ifShown: onDone,
          },
        );
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <DescriptionFields facts={facts} fault={isTried ? fault : undefined} onChange={setFacts} />
      <div className={styles.tools}>
        <button type="submit" className="button primary">
          {t.document.editKeep}
        </button>
        <button type="button" className="button quiet" onClick={onDone}>
          {t.close}
        </button>
      </div>
      {edit.error !== null && <FailureNote error={edit.error} />}
    </form>
  );
}
