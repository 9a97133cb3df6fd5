import type { SentRow, SentState } from '../../port/send-calls.ts';
import { Icon, type IconName } from '../elements/icon.tsx';
import styles from './exchange.module.css';
import { useSendTexts } from './use-exchange-texts.ts';

const icons: Readonly<Record<SentState, IconName>> = {
  uploading: 'alert-triangle',
  queued: 'hourglass',
  received: 'check',
  read: 'circle-check',
  refused: 'ban',
  withdrawing: 'hourglass',
  withdrawn: 'ban',
  unwithdrawn: 'alert-triangle',
  expired: 'ban',
  undeliverable: 'alert-triangle',
  replaced: 'repeat',
  unlisted: 'alert-triangle',
  unknown: 'alert-triangle',
};

/** How far a sent message is, as an icon and a word, with what that means. */
export function SentStateMark({
  state,
  isProved = null,
}: {
  readonly state: SentState;
  readonly isProved?: SentRow['isProved'];
}) {
  const s = useSendTexts();
  return (
    <span className={styles.state} data-state={state} title={s.stateHints[state]}>
      <Icon name={icons[state]} size={16} /> <span>{s.states[state]}</span>
      {isProved === true && <small>{s.proved}</small>}
      {isProved === false && <small data-warn="true">{s.unproved}</small>}
    </span>
  );
}
