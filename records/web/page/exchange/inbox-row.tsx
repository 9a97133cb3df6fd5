import type { InboxRow } from '../../port/exchange-calls.ts';
import { Icon, type IconName } from '../elements/icon.tsx';
import { practiceClock, practiceToday } from '../../port/practice-time.ts';
import { shortDay, shortTime } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** A message in the list: the sender, and the patient and subject once it was opened. */
export function InboxRowView({
  row,
  isOpen,
  onOpen,
}: {
  readonly row: InboxRow;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  const e = useExchangeTexts();
  const { language } = useLanguage();
  const { id, sender, opened, state, kind, receivedAt } = row;
  const from = sender.isListed ? (sender.doctor ?? sender.name) : e.unknownSender;
  const day = practiceClock(receivedAt).slice(0, 10);
  const isToday = day === practiceToday();
  const abnormal = opened?.abnormal ?? 0;
  const details = [
    kind === 'message' ? null : e.kinds[kind],
    row.addressee === 'me' ? null : e.addressees[row.addressee],
    state === 'read' && row.openedBy !== null && opened === null ? e.openedBy(row.openedBy) : null,
    row.isReceiptLost ? e.receiptLost : null,
  ].filter((one) => one !== null);
  return (
    <button type="button" className={styles.row} data-id={id} data-state={state} aria-current={isOpen} onClick={onOpen}>
      <Icon name={iconOf(row)} size={20} />
      <span className={styles.who}>
        <strong>{opened === null || opened.patient === '' ? from : opened.patient}</strong>
        <span>{opened === null ? sender.name : opened.subject}</span>
        {opened !== null && <small>{from}</small>}
        {details.length > 0 && <small>{details.join(' · ')}</small>}
        <span className={styles.marks}>
          <span className="tag" data-state={state}>
            {kind === 'share' && state === 'read' ? e.sharing : e.states[state]}
          </span>
          {abnormal > 0 && (
            <span className={styles.abnormal}>
              <Icon name="alert-triangle" size={16} /> {e.abnormal(abnormal)}
            </span>
          )}
        </span>
      </span>
      <small>{isToday ? shortTime(receivedAt, language) : shortDay(day, language)}</small>
    </button>
  );
}

function iconOf({ state, opened, kind }: InboxRow): IconName {
  if (state === 'withdrawn' || state === 'expired' || state === 'refused') return 'ban';
  if (state === 'filed') return 'circle-check';
  if (opened !== null && opened.abnormal > 0) return 'flask';
  return kind === 'message' ? 'inbox' : 'file-text';
}
