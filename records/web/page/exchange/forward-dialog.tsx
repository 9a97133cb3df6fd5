import { useState } from 'react';
import type { PartyView } from '../../port/exchange-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { ColleagueList } from './colleague-list.tsx';
import { recipientName } from './recipient-name.ts';
import { SendConfirm } from './send-confirm.tsx';
import { useSendTexts } from './use-exchange-texts.ts';

/** Sends an opened message on to another colleague, with its document and attachments as they were received. */
export function ForwardDialog({
  id,
  subject,
  onClose,
}: {
  readonly id: string;
  readonly subject: string;
  readonly onClose: () => void;
}) {
  const s = useSendTexts();
  const show = useToast();
  const forward = useWrite('messageForward');
  const [colleague, setColleague] = useState<PartyView | null>(null);
  return (
    <Dialog title={s.forwardTitle} onClose={onClose}>
      <p>
        <strong>{subject}</strong> <small>{s.forwardWhat}</small>
      </p>
      {colleague === null ? (
        <ColleagueList autoFocus onChoose={setColleague} />
      ) : (
        <SendConfirm
          colleague={colleague}
          hasNote
          isSending={forward.isPending}
          error={forward.error}
          fault={null}
          onBack={() => {
            setColleague(null);
          }}
          onSend={(confirmed) => {
            forward.mutate(
              { id, ...confirmed },
              {
                onSuccess: () => {
                  show(s.sent(recipientName(colleague, s)));
                },
                ifShown: onClose,
              },
            );
          }}
        />
      )}
    </Dialog>
  );
}
