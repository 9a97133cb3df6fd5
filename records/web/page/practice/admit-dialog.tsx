import { useState } from 'react';
import type { MemberView } from '../../port/practice-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';

/** The fingerprint is typed from the newcomer's screen: the server's is never shown, so nobody can only agree. */
export function AdmitDialog({ member, onClose }: { readonly member: MemberView; readonly onClose: () => void }) {
  const t = useTexts();
  const toast = useToast();
  const admit = useWrite('memberAdmit');
  const [typed, setTyped] = useState('');
  const texts = t.members.admitDialog;
  return (
    <Dialog title={texts.title(member.name)} onClose={onClose}>
      <p>{texts.lead}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (admit.isPending) return;
          admit.mutate(
            { member: member.id, compared: typed },
            {
              onSuccess: () => {
                toast(texts.sent);
                onClose();
              },
            },
          );
        }}
      >
        <Field
          label={texts.compared}
          value={typed}
          required
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder="XXXX XXXX XXXX XXXX"
          onChange={({ target }) => {
            setTyped(target.value.toUpperCase());
          }}
        />
        {admit.error !== null && <FailureNote error={admit.error} />}
        <div className="dialog-foot">
          <button type="submit" className="button primary" aria-disabled={admit.isPending}>
            {texts.confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
