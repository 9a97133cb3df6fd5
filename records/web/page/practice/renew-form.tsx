import { useState } from 'react';
import type { MemberView } from '../../port/practice-calls.ts';
import { latestEnd, practiceDayEnd, practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './practice.module.css';

/** Proposes another end of the right of a substitute. Approvers sign it on the vaults' pages. */
export function RenewForm({ member: { id }, onClose }: { readonly member: MemberView; readonly onClose: () => void }) {
  const t = useTexts();
  const toast = useToast();
  const renew = useWrite('memberRenew');
  const [lastDay, setLastDay] = useState('');
  const texts = t.members.right;
  return (
    <section className={styles.danger} aria-label={texts.title}>
      <h3>{texts.title}</h3>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (renew.isPending) return;
          renew.mutate(
            { member: id, until: practiceDayEnd(lastDay) },
            {
              onSuccess: () => {
                toast(t.members.admitDialog.sent);
              },
              ifShown: onClose,
            },
          );
        }}
      >
        <Field
          label={texts.lastDay}
          hint={texts.lead}
          type="date"
          min={practiceToday()}
          max={latestEnd()}
          value={lastDay}
          required
          autoComplete="off"
          onChange={({ target }) => {
            setLastDay(target.value);
          }}
        />
        {renew.error !== null && <FailureNote error={renew.error} />}
        <button type="submit" className="button" aria-disabled={renew.isPending}>
          {texts.propose}
        </button>
      </form>
    </section>
  );
}
