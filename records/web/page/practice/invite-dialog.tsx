import { useState } from 'react';
import type { MemberView } from '../../port/practice-calls.ts';
import type { PersonRole } from '../../port/session-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { InvitationReady } from './invitation-ready.tsx';
import { directoryEntry, isProfession, noProfession } from './profession.ts';
import { ProfessionFields } from './profession-fields.tsx';

const roles: readonly PersonRole[] = ['doctor', 'secretary', 'administrator'];

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
  const [chosen, setChosen] = useState<readonly PersonRole[]>(
    roles.filter((role) => member?.roles.includes(role) === true),
  );
  const [isIncomplete, setIncomplete] = useState(false);
  const [profession, setProfession] = useState(noProfession);
  const { data: settings } = useRead('settings', {});
  const directory = useWrite('settingsPut');
  const isPractitioner = member === null && chosen.includes('doctor');
  const mayWrite = isPractitioner && settings?.writable.includes('practitioner') === true;
  const enter = (id: string): void => {
    if (!mayWrite) return;
    const entry = directoryEntry(settings.entries, profession, { id, name: name.trim() });
    if (entry !== null) directory.mutate(entry);
  };
  const texts = t.members.inviteDialog;
  if (invite.data !== undefined) {
    const { id, code, expires } = invite.data;
    return (
      <InvitationReady {...{ name, code, expires, onClose }}>
        {directory.isSuccess && <p role="status">{texts.entered}</p>}
        {directory.error !== null && (
          <FailureNote
            error={directory.error}
            retriesItself={false}
            onRetry={() => {
              enter(id);
            }}
          />
        )}
      </InvitationReady>
    );
  }
  return (
    <Dialog title={member === null ? texts.title : texts.again(member.name)} onClose={onClose}>
      {member !== null && <p>{texts.againLead}</p>}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setIncomplete(chosen.length === 0);
          if (chosen.length === 0 || invite.isPending || (mayWrite && !isProfession(profession))) return;
          invite.mutate(
            { name: name.trim(), roles: chosen, member: member?.id ?? null },
            {
              onSuccess: ({ id }) => {
                enter(id);
              },
            },
          );
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
        {mayWrite && <ProfessionFields settings={settings} value={profession} onChange={setProfession} />}
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
