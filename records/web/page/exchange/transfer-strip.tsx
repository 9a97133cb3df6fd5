import type { TransferView } from '../../port/transfer-calls.ts';
import type { UnfinishedTransfer } from './unfinished-transfers.ts';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { recipientName } from './recipient-name.ts';
import { useSendTexts, useTransferTexts } from './use-exchange-texts.ts';

/** The transfer on which this session works, and those that an earlier session did not finish. */
export function TransferStrip({
  scope,
  transfer,
  unfinished,
  onShow,
  onChange,
}: {
  readonly scope: string;
  readonly transfer: TransferView | null;
  readonly unfinished: readonly UnfinishedTransfer[];
  readonly onShow: () => void;
  readonly onChange: () => void;
}) {
  const s = useSendTexts();
  const f = useTransferTexts();
  const show = useToast();
  const withdraw = useWrite('transferWithdraw');
  if (transfer !== null)
    return (
      <p className={styles.strip} role="status">
        <Icon name={transfer.progress.phase === 'interrupted' ? 'alert-triangle' : 'hourglass'} />{' '}
        <strong>{f.states[transfer.progress.phase]}</strong> <span>{recipientName(transfer.to, s)}</span>
        <button type="button" className="button" onClick={onShow}>
          {f.show}
        </button>
      </p>
    );
  return unfinished.map(({ ids, to }) => (
    <div key={ids[0]} className={styles.strip}>
      <Icon name="alert-triangle" />
      <span>
        <strong>{f.unfinished(recipientName(to, s))}</strong> {f.unfinishedHint}
      </span>
      <button
        type="button"
        className="button"
        aria-disabled={withdraw.isPending}
        onClick={() => {
          if (withdraw.isPending) return;
          withdraw.mutate(
            { scope, ids },
            {
              onSuccess: (ended) => {
                show(f.cancelled(ended));
                onChange();
              },
            },
          );
        }}
      >
        {f.withdraw}
      </button>
      {withdraw.error !== null && <MailFailure error={withdraw.error} />}
    </div>
  ));
}
