import { useEffect, useState } from 'react';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useFirstTexts } from '../text/use-texts.tsx';
import { DoorFrame } from './door-frame.tsx';
import styles from './door.module.css';

/** An invited person reads the invitation and makes a passkey. @param given code of the link, or empty */
export function JoinScreen({ given }: { readonly given: string }) {
  const t = useFirstTexts();
  const [code, setCode] = useState(given);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    // The code is a secret until it is used: it does not stay in the address and the history.
    if (given !== '') history.replaceState(null, '', '#/join');
  }, [given]);
  const { data: invitee, error } = useRead('inviteeOf', code === '' ? null : { invitation: code });
  if (invitee !== undefined) return <Accept code={code} invitee={invitee} />;
  return (
    <DoorFrame title={t.door.join.title} lead={t.door.join.lead}>
      {error !== null && <FailureNote error={error} />}
      {code !== '' && error === null && <Loading />}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setCode(typed.trim().replace(/^.*#\/join\//, ''));
        }}
      >
        <Field
          label={t.door.join.code}
          value={typed}
          autoFocus
          required
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            setTyped(target.value);
          }}
        />
        <button type="submit" className="button primary large">
          {t.door.join.read}
        </button>
      </form>
    </DoorFrame>
  );
}

function Accept({
  code,
  invitee,
}: {
  readonly code: string;
  readonly invitee: { readonly practice: string; readonly name: string; readonly roles: readonly string[] };
}) {
  const t = useFirstTexts();
  const join = useWrite('join');
  const [name, setName] = useState(t.door.join.deviceDefault);
  const roles = invitee.roles.map((role) => t.roles[role as keyof typeof t.roles]).join(', ');
  return (
    <DoorFrame title={t.door.join.hello(invitee.name)} lead={t.door.join.as(invitee.practice, roles)}>
      <p className={styles.note}>{t.door.join.notYou}</p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!join.isPending) join.mutate({ invitation: code, passkeyName: name.trim() });
        }}
      >
        <Field
          label={t.door.join.device}
          hint={t.door.join.deviceHint}
          value={name}
          required
          maxLength={60}
          onChange={({ target }) => {
            setName(target.value);
          }}
        />
        <button type="submit" className="button primary large" aria-disabled={join.isPending}>
          <Icon name="key" />
          {join.isPending ? t.door.join.creating : t.door.join.create}
        </button>
        <p className="soft">{t.door.join.steps}</p>
        {join.error !== null && <FailureNote error={join.error} />}
      </form>
    </DoorFrame>
  );
}
