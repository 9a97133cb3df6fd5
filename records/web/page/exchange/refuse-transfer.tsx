import { useState } from 'react';
import type { ReceivedTransferView } from '../../port/received-transfer-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureBox } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { useExchangeTexts, useReceivedTransferTexts } from './use-exchange-texts.ts';

/** Refuses a transferred file after a confirmation, which says what its sender sees. */
export function RefuseTransfer({
  transfer: { id, sender, volumes },
  onRefused,
  onDone,
}: {
  readonly transfer: ReceivedTransferView;
  /** Also if another message is open by then. */
  readonly onRefused: () => void;
  readonly onDone: () => void;
}) {
  const e = useExchangeTexts();
  const r = useReceivedTransferTexts();
  const show = useToast();
  const refuse = useWrite('transferRefuse');
  const [isAsking, setAsking] = useState(false);
  const name = sender.isListed ? (sender.doctor ?? sender.name) : e.unknownSender;
  const left = volumes.of - volumes.opened;
  const close = (): void => {
    setAsking(false);
    refuse.reset();
  };
  return (
    <div className={styles.actions}>
      <button
        type="button"
        className="button"
        onClick={() => {
          setAsking(true);
        }}
      >
        <Icon name="ban" /> {r.refuse}
      </button>
      {isAsking && (
        <Dialog title={r.refuseTitle} onClose={close}>
          <p>{r.refuseEffect}</p>
          <p>{r.refuseSeen(name)}</p>
          {left > 0 && <p>{r.refuseOthers(left)}</p>}
          {refuse.error !== null &&
            (refuse.error.failure.code === 'conflict' ? (
              <FailureBox title={r.refuseTooLate[0]} advice={r.refuseTooLate[1]} />
            ) : (
              <MailFailure error={refuse.error} />
            ))}
          <div className={styles.actions}>
            <button
              type="button"
              className="button primary"
              aria-disabled={refuse.isPending}
              onClick={() => {
                if (refuse.isPending) return;
                refuse.mutate(
                  { id },
                  {
                    onSuccess: () => {
                      show(r.refused(name));
                      onRefused();
                    },
                    ifShown: () => {
                      close();
                      onDone();
                    },
                  },
                );
              }}
            >
              {r.refuseConfirm}
            </button>
            <button type="button" className="button" onClick={close}>
              {r.keep}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
