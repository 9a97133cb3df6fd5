import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import type { InboxRow, MessageView } from '../../port/exchange-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useRead } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import { AnswerForm } from './answer-form.tsx';
import styles from './exchange.module.css';
import { ForwardDialog } from './forward-dialog.tsx';
import { MessageContent } from './message-content.tsx';
import { endOf, MessageFrame } from './message-frame.tsx';
import { PatientPanel } from './patient-panel.tsx';
import { SenderCard } from './sender-card.tsx';
import { useExchangeTexts, useSendTexts, useShareTexts } from './use-exchange-texts.ts';

/** One message: who wrote it, its content in place, and the patient under whom it is filed. */
export function ReceivedMessage({
  row,
  accept,
  onChange,
  onClose,
  onDone,
}: {
  readonly row: InboxRow;
  /** The row was opened or filed. */
  readonly onChange: (row: InboxRow) => void;
  readonly accept: RefObject<(() => void) | null>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const e = useExchangeTexts();
  const s = useSendTexts();
  const h = useShareTexts();
  const { language } = useLanguage();
  const [isAnswering, setAnswering] = useState(useKeptItems('answer').includes(row.id));
  const [isForwarding, setForwarding] = useState(useKeptItems('forward').includes(row.id));
  const { id } = row;
  const ended = endOf(row);
  const { data, error, refetch } = useRead('messageOpen', ended === null ? { id } : null);
  const isMatched = data !== undefined && !data.isReading && row.kind !== 'share';
  const match = useRead('messageMatch', isMatched ? { id } : null);
  const change = useEffectEvent(onChange);
  useEffect(() => {
    if (data === undefined) return;
    const { subject, patient, results, filed } = data;
    const opened = { subject, patient: patient?.name ?? '', abnormal: abnormalIn(results) };
    const wasEnded = row.state !== 'unread' && row.state !== 'read';
    change({ ...row, opened, state: wasEnded ? row.state : filed === null ? 'read' : 'filed' });
    // The message decides, and its row follows.
  }, [data]);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    accept.current = null;
    // On one column the list is away, so that its focus would be lost.
    if (document.activeElement === document.body) head.current?.focus();
  }, [accept]);
  return (
    <>
      <MessageFrame {...{ ended, error, onClose }} onRetry={() => void refetch()}>
        {data === undefined ? null : (
          <>
            <Head message={data} head={head} />
            <SenderCard message={data} />
            <MessageContent message={data} history={match.data?.history ?? null} />
            {isAnswering && (
              <KeptForm form="answer" item={id}>
                {(done) => (
                  <AnswerForm
                    message={data}
                    filed={data.filed?.name ?? null}
                    onClose={() => {
                      done();
                      setAnswering(false);
                    }}
                  />
                )}
              </KeptForm>
            )}
            {!isAnswering && (
              <div className={styles.actions}>
                <button
                  type="button"
                  className="button"
                  onClick={() => {
                    setForwarding(true);
                  }}
                >
                  <Icon name="send" /> {s.forward}
                </button>
                {canAnswer(data) && (
                  <button
                    type="button"
                    className="button"
                    onClick={() => {
                      setAnswering(true);
                    }}
                  >
                    <Icon name="pencil" /> {s.answer}
                  </button>
                )}
              </div>
            )}
            {isForwarding && (
              <ForwardDialog
                id={id}
                subject={data.subject}
                onClose={() => {
                  setForwarding(false);
                }}
              />
            )}
          </>
        )}
      </MessageFrame>
      {data !== undefined && row.kind === 'share' && (
        <aside className={styles.patient} aria-label={e.kinds.share}>
          <h2>{e.kinds.share}</h2>
          <p>{h.received(dayAndTime(data.expires ?? 0, language))}</p>
        </aside>
      )}
      {data !== undefined && row.kind !== 'share' && (
        <PatientPanel
          {...{ accept, match }}
          isFiled={row.state === 'filed'}
          item={data}
          onFiled={() => {
            onChange({ ...row, state: 'filed' });
          }}
          onTakenBack={() => {
            onChange({ ...row, state: 'read' });
          }}
          onDone={onDone}
        />
      )}
    </>
  );
}

function Head({
  message: { subject, sentAt, expires, isAnswer, isForwarded, results },
  head,
}: {
  readonly message: MessageView;
  readonly head: RefObject<HTMLHeadingElement | null>;
}) {
  const e = useExchangeTexts();
  const { language } = useLanguage();
  const abnormal = abnormalIn(results);
  const facts = [
    e.sentOn(dayAndTime(sentAt, language)),
    expires === null ? null : e.until(dayAndTime(expires, language)),
    isAnswer ? e.answer : null,
    isForwarded ? e.forwarded : null,
  ];
  return (
    <header>
      <h2 ref={head} tabIndex={-1}>
        {subject}{' '}
        {abnormal > 0 && (
          <span className={styles.abnormalTag}>
            <Icon name="alert-triangle" size={16} /> {e.abnormal(abnormal)}
          </span>
        )}
      </h2>
      <p className="soft">{facts.filter((one) => one !== null).join(' · ')}</p>
    </header>
  );
}

/** A practice whose entry contradicts its vaults gets nothing, and an answer is about a patient. */
function canAnswer({ sender, standing, patient, filed }: MessageView): boolean {
  const isReachable = sender.isListed && sender.member !== null && standing !== 'untrusted';
  return isReachable && (patient !== null || filed !== null);
}

function abnormalIn(results: MessageView['results']): number {
  return results.filter(({ values: [last] }) => (last?.abnormal ?? null) !== null).length;
}
