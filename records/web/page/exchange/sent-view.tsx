import { useState, type ReactNode } from 'react';
import type { SentRow } from '../../port/send-calls.ts';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useReadEvery, useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { recipientName } from './recipient-name.ts';
import { QueuedMails } from './queued-mails.tsx';
import { SentStateMark } from './sent-state.tsx';
import { useExchangeTexts, useSendTexts } from './use-exchange-texts.ts';

/** Receipts come with an event; two at the same moment may come with one, which the first of them shows. */
const everyMs = 20_000;

/** Messages that the practice sent, with the receipts of their recipients. One that nobody has opened is taken back. */
export function SentView({ head }: { readonly head: ReactNode }) {
  const e = useExchangeTexts();
  const s = useSendTexts();
  const [before, setBefore] = useState<string | null>(null);
  const { data, error, refetch } = useReadEvery('outbox', { before }, everyMs);
  const next = data?.next ?? null;
  return (
    <article className={styles.single}>
      {head}
      {error !== null && <MailFailure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading bars={5} />}
      {data?.rows.length === 0 && <p className={`soft ${styles.pad ?? ''}`}>{s.sentEmpty}</p>}
      {data !== undefined && data.rows.length > 0 && (
        <ul className={styles.sentList} aria-label={s.sentList}>
          {data.rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      )}
      {next !== null && (
        <button
          type="button"
          className={`link ${styles.older ?? ''}`}
          onClick={() => {
            setBefore(next);
          }}
        >
          {e.older}
        </button>
      )}
      <QueuedMails />
    </article>
  );
}

function Row({ row }: { readonly row: SentRow }) {
  const e = useExchangeTexts();
  const s = useSendTexts();
  const { language } = useLanguage();
  const show = useToast();
  const withdraw = useWrite('messageWithdraw');
  const { id, to, kind, state, isProved, isMine, sentAt, expires } = row;
  const name = to.isListed ? recipientName(to, s) : e.unknownSender;
  const mayWithdraw = isMine && (state === 'queued' || state === 'received' || state === 'unwithdrawn');
  const details = [
    to.doctor === null ? to.place : to.name,
    kind === 'message' ? null : s.sentKinds[kind],
    expires === null ? null : s.untilDay(dayAndTime(expires, language)),
  ];
  return (
    <li className={styles.sentRow}>
      <span>
        <strong>{name}</strong> <small>{details.filter((one) => one !== null && one !== '').join(' · ')}</small>
      </span>
      <SentStateMark state={state} isProved={isProved} />
      <small>{dayAndTime(sentAt, language)}</small>
      {mayWithdraw && (
        <button
          type="button"
          className="button"
          aria-label={s.withdrawOf(name)}
          aria-disabled={withdraw.isPending}
          onClick={() => {
            if (withdraw.isPending) return;
            withdraw.mutate(
              { id },
              {
                onSuccess: () => {
                  show(s.withdrawn);
                },
              },
            );
          }}
        >
          {s.withdraw}
        </button>
      )}
      {withdraw.error !== null &&
        (withdraw.error.failure.code === 'conflict' ? (
          <p role="alert" className={styles.warning}>
            {s.tooLate}
          </p>
        ) : (
          <MailFailure error={withdraw.error} />
        ))}
    </li>
  );
}
