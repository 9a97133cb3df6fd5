import { useEffect, useState, type RefObject } from 'react';
import type { WaitingView } from '../../port/exchange-calls.ts';
import { ContentView } from '../documents/content-view.tsx';
import { markWords } from '../documents/version-words.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { PatientPanel } from './patient-panel.tsx';
import { ReceivedResults } from './received-results.tsx';
import { Trouble } from './trouble.tsx';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** One report: its results and text, the file as it was sent, and the patient under whom it is filed. */
export function WaitingReport({
  scope,
  accept,
  onClose,
  onFiled,
  onDone,
}: {
  readonly scope: string;
  readonly accept: RefObject<(() => void) | null>;
  readonly onClose: () => void;
  readonly onFiled: () => void;
  readonly onDone: () => void;
}) {
  const e = useExchangeTexts();
  const { data, error, refetch } = useRead('waitingOpen', { scope });
  const match = useRead('messageMatch', data === undefined ? null : { id: data.id });
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    accept.current = null;
  }, [accept]);
  return (
    <>
      <section className={styles.message} aria-label={e.message}>
        <button type="button" className={`button quiet ${styles.back ?? ''}`} onClick={onClose}>
          <Icon name="chevron-left" /> {e.back}
        </button>
        {error !== null && <MailFailure error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Loading bars={6} />}
        {data !== undefined && <Content report={data} history={match.data?.history ?? null} />}
      </section>
      {data !== undefined && (
        <PatientPanel
          {...{ accept, match }}
          isFiled={isOver}
          item={{ ...data, archives: [], isReading: false }}
          onFiled={() => {
            setOver(true);
            onFiled();
          }}
          onDone={onDone}
        />
      )}
    </>
  );
}

function Content({
  report: { scope, title, from, at, date, texts, results, fault, isWithdrawal, marks },
  history,
}: {
  readonly report: WaitingView;
  readonly history: Parameters<typeof ReceivedResults>[0]['history'];
}) {
  const e = useExchangeTexts();
  const { document: words } = useTexts();
  const { language } = useLanguage();
  const notes = [...(isWithdrawal ? [words.versions.notice] : []), ...markWords(marks, words)];
  const [isOriginal, setOriginal] = useState(results.length === 0);
  const { data, error } = useRead('waitingContent', isOriginal ? { scope } : null);
  return (
    <>
      <header>
        <h2 tabIndex={-1}>{title}</h2>
        <p className="soft">{e.waiting.from(from, dayAndTime(Date.parse(at), language))}</p>
        {notes.map((note) => (
          <p key={note} className="tag">
            {note}
          </p>
        ))}
      </header>
      {fault !== null && <Trouble texts={e.faults[fault]} />}
      {results.length > 0 && <ReceivedResults results={results} history={history} />}
      {texts.map(({ title: heading, text }, i) => (
        <section key={i} className={styles.text}>
          {heading !== '' && <h3>{heading}</h3>}
          <p>{text}</p>
        </section>
      ))}
      <div>
        <button
          type="button"
          className="button"
          aria-expanded={isOriginal}
          onClick={() => {
            setOriginal(!isOriginal);
          }}
        >
          <Icon name="eye" /> {e.waiting.original}
        </button>
      </div>
      {error !== null && <MailFailure error={error} />}
      {isOriginal && data === undefined && error === null && <Loading bars={4} />}
      {isOriginal && data !== undefined && <ContentView content={data} title={title} date={date} />}
    </>
  );
}
