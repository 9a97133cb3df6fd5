import type { PartyView } from '../../port/exchange-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useWrite } from '../session/use-call.ts';
import { ColleagueList } from './colleague-list.tsx';
import { recipientName } from './recipient-name.ts';
import { SendConfirm } from './send-confirm.tsx';
import { useSendTexts } from './use-exchange-texts.ts';

type Props = { readonly id: string; readonly subject: string; readonly onClose: () => void };

/** Sends an opened message on to another colleague, with its document and attachments as they were received. */
export function ForwardDialog(props: Props) {
  return (
    <KeptForm form="forward" item={props.id}>
      {(done) => (
        <Forward
          {...props}
          onClose={() => {
            done();
            props.onClose();
          }}
        />
      )}
    </KeptForm>
  );
}

function Forward({ id, subject, onClose }: Props) {
  const s = useSendTexts();
  const show = useToast();
  const forward = useWrite('messageForward');
  const { done } = useKeptForm();
  const [note, setNote] = useKept('note', '');
  const [colleague, setColleague] = useKept<PartyView | null>('colleague', null);
  return (
    <Dialog title={s.forwardTitle} onClose={onClose}>
      <KeptNote />
      <p>
        <strong>{subject}</strong> <small>{s.forwardWhat}</small>
      </p>
      {colleague === null ? (
        <ColleagueList autoFocus onChoose={setColleague} />
      ) : (
        <SendConfirm
          colleague={colleague}
          note={{ text: note, onChange: setNote }}
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
                  done();
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
