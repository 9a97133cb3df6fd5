import { useEffect, useRef, useState } from 'react';
import { documentFaults, type DocumentFacts } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { ContentView } from './content-view.tsx';
import { DescriptionFields } from './description-fields.tsx';
import styles from './documents.module.css';

/** A deposited document as the doctor reads it, with the description that the reception proposes. Enter files it. */
export function DepositViewer({
  scope,
  id,
  undo,
  onClose,
}: {
  readonly scope: string;
  readonly id: string;
  readonly undo: Undo;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { data, error, refetch } = useRead('depositRead', { scope, id }, false);
  return (
    <section
      className={`card ${styles.viewer ?? ''}`}
      aria-label={t.document.view}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <div className="dialog-head">
        <h2>{data?.facts.title ?? t.document.toFile}</h2>
        <button type="button" className="button quiet" aria-label={t.close} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading bars={4} />}
      {data !== undefined && (
        <>
          <FileForm {...{ scope, id, undo, onClose }} proposed={data.facts} />
          <ContentView content={data} title={data.facts.title} date={data.facts.date} />
        </>
      )}
    </section>
  );
}

function FileForm({
  scope,
  id,
  undo,
  proposed,
  onClose,
}: {
  readonly scope: string;
  readonly id: string;
  readonly undo: Undo;
  readonly proposed: DocumentFacts;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const file = useWrite('depositFile');
  const [facts, setFacts] = useState(proposed);
  const [isTried, setTried] = useState(false);
  const submit = useRef<HTMLButtonElement>(null);
  const [fault] = documentFaults(facts, practiceToday());
  useEffect(() => {
    submit.current?.focus();
  }, []);
  return (
    <form
      aria-label={t.document.file}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fault !== undefined || file.isPending) return;
        file.mutate(
          { scope, id, facts },
          {
            onSuccess: (written) => {
              undo.done(t.document.filed(facts.title), written);
            },
            ifShown: onClose,
          },
        );
      }}
    >
      <DescriptionFields facts={facts} fault={isTried ? fault : undefined} onChange={setFacts} />
      <div className={styles.tools}>
        <button ref={submit} type="submit" className="button primary">
          <Icon name="check" /> {t.document.file} <kbd>{t.visit.enter}</kbd>
        </button>
      </div>
      {file.error !== null && <FailureNote error={file.error} />}
    </form>
  );
}
