import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';
import type { InboxRow } from '../../port/exchange-calls.ts';
import type { ReceivedTransferView } from '../../port/received-transfer-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { endOf, MessageFrame } from './message-frame.tsx';
import { ReceivedFailure } from './received-failure.tsx';
import { RefuseTransfer } from './refuse-transfer.tsx';
import { SenderCard } from './sender-card.tsx';
import { TransferContent } from './transfer-content.tsx';
import { TransferPanel } from './transfer-panel.tsx';
import { useExchangeTexts, useReceivedTransferTexts } from './use-exchange-texts.ts';

/**
 * A complete file of another practice: its messages, what was verified of it, and the patient under whom it is filed.
 */
export function ReceivedTransfer({
  row,
  accept,
  onChange,
  onClose,
  onDone,
}: {
  readonly row: InboxRow;
  readonly accept: RefObject<(() => void) | null>;
  /** The row was opened or filed. */
  readonly onChange: (row: InboxRow) => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const r = useReceivedTransferTexts();
  const { id } = row;
  const ended = endOf(row);
  const { data, error, refetch } = useRead('transferOpen', ended === null ? { id } : null);
  const isWhole = data !== undefined && data.volumes.opened === data.volumes.of;
  const file = useRead('transferRead', isWhole ? { id } : null);
  const change = useEffectEvent(onChange);
  const subject = data?.subject;
  const patient = file.data?.patient.name ?? '';
  useEffect(() => {
    if (subject === undefined) return;
    change({ ...row, opened: { subject, patient, abnormal: 0 }, state: row.state === 'unread' ? 'read' : row.state });
    // The message decides, and its row follows.
  }, [subject, patient]);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Enter opens a transfer, and never files it: a whole file is written once a person has compared the patient.
    accept.current = null;
    if (document.activeElement === document.body) head.current?.focus();
  }, [accept]);
  return (
    <>
      <MessageFrame {...{ ended, error, onClose }} onRetry={() => void refetch()}>
        {data === undefined ? null : (
          <>
            <header>
              <h2 ref={head} tabIndex={-1}>
                {data.subject}
              </h2>
              <p className="soft">
                <Sent transfer={data} />
              </p>
              <p>{r.lead}</p>
            </header>
            <SenderCard message={data} />
            <Volumes transfer={data} isWhole={isWhole} onChange={() => void refetch()} />
            {file.error !== null && <ReceivedFailure error={file.error} onRetry={() => void file.refetch()} />}
            {isWhole && file.data === undefined && file.error === null && (
              <div role="status">
                <p>{r.reading}</p>
                <Loading bars={3} />
              </div>
            )}
            {file.data !== undefined && <TransferContent file={file.data} />}
            {row.state !== 'filed' && (file.data?.filed ?? null) === null && (
              <RefuseTransfer
                transfer={data}
                onRefused={() => {
                  onChange({ ...row, opened: null, state: 'refused' });
                }}
                onDone={onDone}
              />
            )}
          </>
        )}
      </MessageFrame>
      {file.data !== undefined && (
        <TransferPanel
          {...{ id, isFiled: row.state === 'filed', file: file.data }}
          onFiled={() => {
            onChange({ ...row, state: 'filed' });
          }}
          onDone={onDone}
        />
      )}
    </>
  );
}

function Sent({ transfer: { sentAt } }: { readonly transfer: ReceivedTransferView }) {
  const e = useExchangeTexts();
  const r = useReceivedTransferTexts();
  const { language } = useLanguage();
  return `${r.title} · ${e.sentOn(dayAndTime(sentAt, language))}`;
}

/** How many messages of the transfer are open; the others are opened by one press, for a unit each. */
function Volumes({
  transfer: { id, volumes },
  isWhole,
  onChange,
}: {
  readonly transfer: ReceivedTransferView;
  readonly isWhole: boolean;
  readonly onChange: () => void;
}) {
  const t = useTexts();
  const r = useReceivedTransferTexts();
  const complete = useWrite('transferComplete');
  const left = volumes.of - volumes.opened;
  return (
    <div>
      <p>
        <Icon name={isWhole ? 'circle-check' : 'hourglass'} size={16} /> {r.volumes(volumes.opened, volumes.of)},{' '}
        {t.document.size(volumes.bytes)}
      </p>
      {!isWhole && (
        <>
          <p className="soft">{r.costs}</p>
          <button
            type="button"
            className="button"
            aria-disabled={complete.isPending}
            onClick={() => {
              // A part may have been opened also if the call fails.
              if (!complete.isPending) void complete.mutateAsync({ id }).then(onChange, onChange);
            }}
          >
            {complete.isPending ? r.opening : r.openOthers(left)}
          </button>
          {complete.isSuccess && (
            <p role="status" className={styles.warning}>
              <Icon name="alert-triangle" /> {complete.data.stopped ? r.stopped : r.notThere}
            </p>
          )}
          {complete.error !== null && <MailFailure error={complete.error} isOpening />}
        </>
      )}
    </div>
  );
}
