import { useState } from 'react';
import type { MemberView } from '../../port/practice-calls.ts';
import type { ShownRole } from '../../port/session-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { InvitationReady } from './invitation-ready.tsx';

const roles: readonly ShownRole[] = ['doctor', 'secretary', 'administrator'];

/** Prepares an invitation; for an existing member, one that brings new keys. */
export function InviteDialog({
  member,
  onClose,
}: {
  readonly member: MemberView | null;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const invite = useWrite('memberInvite');
  const [name, setName] = useState(member?.name ?? '');
  const [chosen, setChosen] = useState<readonly ShownRole[]>(member?.roles ?? []);
  const [isIncomplete, setIncomplete] = useState(false);
  const texts = t.members.inviteDialog;
  if (invite.data !== undefined) return <InvitationReady name={name} {...invite.data} onClose={onClose} />;
  return (
    <Dialog title={member === null ? texts.title : texts.again(member.name)} onClose={onClose}>
      {member !== null && <p>{texts.againLead}</p>}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setIncomplete(chosen.length === 0);
          if (chosen.length === 0 || invite.isPending) return;
          invite.mutate({ name: name.trim(), roles: chosen, member: member?.id ?? null });
        }}
      >
        <Field
          label={texts.name}
          value={name}
          required
          maxLength={80}
          readOnly={member !== null}
          autoFocus
          onChange={({ target }) => {
            setName(target.value);
          }}
        />
        {member === null && (
          <fieldset className="choices">
            <legend>{texts.roles}</legend>
            {roles.map((role) => (
              <label key={role}>
                <input
                  type="checkbox"
                  checked={chosen.includes(role)}
                  onChange={({ target }) => {
                    setChosen(target.checked ? [...chosen, role] : chosen.filter((one) => one !== role));
                  }}
                />
                <span>
                  {t.roles[role]}
                  <small>{texts.rolesLead[role]}</small>
                </span>
              </label>
            ))}
          </fieldset>
        )}
        {isIncomplete && chosen.length === 0 && <p role="alert">{texts.oneRole}</p>}
        {invite.error !== null && <FailureNote error={invite.error} />}
        <div className="dialog-foot">
          <button type="submit" className="button primary" aria-disabled={invite.isPending}>
            {texts.send}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
