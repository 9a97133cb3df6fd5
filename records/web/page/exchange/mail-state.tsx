import { readSendingReason, type SendingState } from '@etanche/records-fhir';
import { Icon, type IconName } from '../elements/icon.tsx';
import { mailReason } from './mail-reason.ts';
import styles from './mail.module.css';
import { useMailTexts } from './use-mail-texts.ts';

const icons: Readonly<Record<SendingState, IconName>> = {
  waiting: 'hourglass',
  sending: 'hourglass',
  sent: 'check',
  received: 'circle-check',
  failed: 'alert-triangle',
  refused: 'alert-triangle',
};

/** How far a mail is, as an icon and a word, with the reason of a failure. */
export function MailStateMark({ state, reason }: { readonly state: SendingState; readonly reason: string | null }) {
  const m = useMailTexts();
  const hasFailed = state === 'failed' || state === 'refused';
  const isUndelivered = state === 'failed' && reason !== null && readSendingReason(reason).kind === 'undelivered';
  const isUncertain = state === 'refused' && reason === 'given_up';
  const word = isUndelivered ? m.undeliveredState : isUncertain ? m.uncertainState : m.states[state];
  const hint = isUncertain ? m.uncertainHint : m.stateHints[state];
  return (
    <span className={styles.state} data-state={state} title={hint}>
      <Icon name={icons[state]} size={16} /> <span>{word}</span>
      {(hasFailed || reason !== null) && <small>{reason === null ? hint : mailReason(reason, m)}</small>}
    </span>
  );
}
