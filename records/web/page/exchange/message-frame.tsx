import type { ReactNode } from 'react';
import type { InboxRow } from '../../port/exchange-calls.ts';
import type { CallError } from '../../port/page-side.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { EndedMessage } from './ended-message.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { useExchangeTexts } from './use-exchange-texts.ts';

type Ended = 'withdrawn' | 'expired' | 'refused';

/** The state of a message that does not open any more; null for one that does. */
export function endOf({ state }: InboxRow): Ended | null {
  return state === 'withdrawn' || state === 'expired' || state === 'refused' ? state : null;
}

/** The place of an opened message, with the way back to the list. @param props.children null while it is opened */
export function MessageFrame({
  ended,
  error,
  onRetry,
  onClose,
  children,
}: {
  readonly ended: Ended | null;
  readonly error: CallError | null;
  readonly onRetry: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const e = useExchangeTexts();
  return (
    <section className={styles.message} aria-label={e.message}>
      <button type="button" className={`button quiet ${styles.back ?? ''}`} onClick={onClose}>
        <Icon name="chevron-left" /> {e.back}
      </button>
      {ended !== null && <EndedMessage state={ended} />}
      {error !== null && <MailFailure error={error} isOpening onRetry={onRetry} />}
      {ended === null && children === null && error === null && <Loading bars={6} />}
      {children}
    </section>
  );
}
