import type { SentOfFile } from '../../port/send-calls.ts';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { SentStateMark } from './sent-state.tsx';
import { useSendTexts, useShareTexts } from './use-exchange-texts.ts';

const over: readonly SentOfFile['state'][] = [
  'replaced',
  'withdrawn',
  'withdrawing',
  'expired',
  'refused',
  'undeliverable',
  'unlisted',
  'unknown',
];

/** One message of a file, with its recipient and state; a share that goes on can be renewed and ended by its sender. */
export function SentOfFileRow({
  scope,
  sent,
  onRenew,
}: {
  readonly scope: string;
  readonly sent: SentOfFile;
  readonly onRenew: () => void;
}) {
  const s = useSendTexts();
  const h = useShareTexts();
  const { language } = useLanguage();
  const show = useToast();
  const end = useWrite('shareEnd');
  const { id, kind, subject, to, sender, at, expires, state, isMine, recipient } = sent;
  const name = to.doctor === null ? s.wholePractice(to.name) : `${to.doctor}, ${to.name}`;
  const isLive = kind === 'share' && !over.includes(state);
  const details = [
    name,
    kind === 'message' ? null : s.sentKinds[kind],
    expires === null ? null : s.untilDay(dayAndTime(Date.parse(expires), language)),
    sender === null ? s.writerUnknown : s.byColleague(sender),
  ];
  return (
    <li className={styles.sentRow}>
      <span>
        <strong>{subject}</strong>
        <small>{details.filter((one) => one !== null).join(' · ')}</small>
      </span>
      <SentStateMark state={state} />
      <small>{s.file.sentAt(dayAndTime(Date.parse(at), language))}</small>
      {isLive && isMine && (
        <span className={styles.rowActs}>
          {recipient !== null && (
            <button type="button" className="button" aria-label={h.renewOf(name)} onClick={onRenew}>
              {h.renew}
            </button>
          )}
          <button
            type="button"
            className="button"
            aria-label={h.endOf(name)}
            aria-disabled={end.isPending}
            onClick={() => {
              if (end.isPending) return;
              end.mutate(
                { scope, id },
                {
                  onSuccess: () => {
                    show(h.ended);
                  },
                },
              );
            }}
          >
            {h.end}
          </button>
        </span>
      )}
      {end.error !== null && <MailFailure error={end.error} />}
    </li>
  );
}
