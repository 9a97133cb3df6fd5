import { useState } from 'react';
import type { Card } from '@etanche/records-fhir';
import type { PartyView } from '../../port/exchange-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { UnsentHere } from '../unsent/unsent-here.tsx';
import { ColleagueList } from './colleague-list.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { SendConfirm } from './send-confirm.tsx';
import { TransferFailure } from './transfer-failure.tsx';
import { TransferSteps } from './transfer-steps.tsx';
import { useTransferTexts } from './use-exchange-texts.ts';
import { useTransfer } from './use-transfer.ts';

/** Transfers a whole file: the recipient, its size once it is sealed, the patient again, and the sending. */
export function TransferDialog({
  scope,
  card,
  onClose,
}: {
  readonly scope: string;
  readonly card: Card;
  readonly onClose: () => void;
}) {
  const f = useTransferTexts();
  const { data: transfer } = useTransfer(scope);
  const show = useToast();
  const prepare = useWrite('transferPrepare');
  const send = useWrite('transferSend');
  const cancel = useWrite('transferCancel');
  const end = useWrite('transferClose');
  const [colleague, setColleague] = useState<PartyView | null>(null);
  return (
    <Dialog title={f.title} onClose={onClose}>
      {(transfer === null || transfer === undefined) && (
        <>
          <p>{f.lead}</p>
          <p className="soft">
            <Icon name="ban" size={16} /> {f.stays}
          </p>
          <UnsentHere scope={scope} />
        </>
      )}
      {transfer === null && colleague === null && <ColleagueList autoFocus onChoose={setColleague} />}
      {transfer === null && colleague !== null && (
        <SendConfirm
          colleague={colleague}
          isSending={prepare.isPending}
          error={null}
          fault={null}
          actions={{ send: f.prepare, busy: f.preparing }}
          onBack={() => {
            prepare.reset();
            setColleague(null);
          }}
          onSend={({ to, seen }) => {
            prepare.mutate({ scope, to, seen, subject: f.subject });
          }}
        />
      )}
      {cancel.error !== null && <MailFailure error={cancel.error} />}
      {prepare.error !== null && <TransferFailure failure={prepare.error.failure} />}
      {transfer !== null && transfer !== undefined && (
        <div className={styles.confirm}>
          <TransferSteps
            {...{ card, transfer }}
            isCancelling={cancel.isPending}
            onSend={() => {
              send.mutate({ scope });
            }}
            onCancel={() => {
              if (cancel.isPending) return;
              cancel.mutate(
                { scope },
                {
                  onSuccess: (ended) => {
                    show(f.cancelled(ended));
                  },
                  ifShown: onClose,
                },
              );
            }}
            onEnd={() => {
              end.mutate({ scope }, { ifShown: onClose });
            }}
          />
        </div>
      )}
    </Dialog>
  );
}
