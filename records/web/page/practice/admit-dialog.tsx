import { useState } from 'react';
import type { MemberView } from '../../port/practice-calls.ts';
import { latestEnd, practiceDayEnd, practiceToday } from '../../port/practice-time.ts';
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
  const [lastDay, setLastDay] = useState('');
  const texts = t.members.admitDialog;
  const isGateway = member.roles.includes('gateway');
  return (
    <Dialog title={texts.title(member.name)} onClose={onClose}>
      <p>{isGateway ? t.members.gateway.compareLead : texts.lead}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (admit.isPending) return;
          admit.mutate(
            { member: member.id, compared: typed, until: lastDay === '' ? null : practiceDayEnd(lastDay) },
            {
              onSuccess: () => {
                toast(texts.sent);
              },
              ifShown: onClose,
            },
          );
        }}
      >
        <Field
          label={isGateway ? t.members.gateway.compared : texts.compared}
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
        {member.status === 'waiting' && !isGateway && (
          <Field
            label={texts.lastDay}
            hint={texts.lastDayHint}
            type="date"
            min={practiceToday()}
            max={latestEnd()}
            value={lastDay}
            autoComplete="off"
            onChange={({ target }) => {
              setLastDay(target.value);
            }}
          />
        )}
        {admit.error !== null && <FailureNote error={admit.error} />}
        <div className="dialog-foot">
          <button type="submit" className="button primary" aria-disabled={admit.isPending}>
            {isGateway ? t.members.gateway.propose : texts.confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
