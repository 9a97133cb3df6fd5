import { useState } from 'react';
import type { RecoveryView } from '../../port/door-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { Fingerprint } from '../elements/fingerprint.tsx';
import { Icon } from '../elements/icon.tsx';
import { useReadEvery, useWrite } from '../session/use-call.ts';
import { shortTime } from '../text/format.ts';
import { useLanguage, useFirstTexts } from '../text/use-texts.tsx';
import { DoorFrame } from './door-frame.tsx';
import styles from './door.module.css';

const pollMs = 3000;

/** A person who has lost every passkey signs in with the printed sheet and the help of colleagues. */
export function RecoverScreen() {
  const t = useFirstTexts();
  const begin = useWrite('recoveryBegin');
  const { data: known } = useReadEvery('recoveryState', null, pollMs);
  const [typed, setTyped] = useState('');
  const ongoing = known ?? begin.data ?? null;
  if (ongoing !== null) return <Ongoing ongoing={ongoing} />;
  return (
    <DoorFrame title={t.door.recover.title} lead={t.door.recover.lead}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!begin.isPending) begin.mutate({ code: typed });
        }}
      >
        <Field
          label={t.door.recover.code}
          value={typed}
          autoFocus
          required
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            setTyped(target.value);
          }}
        />
        <button type="submit" className="button primary large" aria-disabled={begin.isPending}>
          {t.door.recover.begin}
        </button>
      </form>
      {begin.error !== null && <FailureNote error={begin.error} />}
      <p className="soft">{t.door.recover.lost}</p>
    </DoorFrame>
  );
}

function Ongoing({ ongoing }: { readonly ongoing: RecoveryView }) {
  const t = useFirstTexts();
  const { language } = useLanguage();
  const end = useWrite('recoveryEnd');
  const isReady = ongoing.helped >= ongoing.helpersNeeded;
  return (
    <DoorFrame title={t.door.recover.title} lead={t.door.recover.helpers}>
      <Fingerprint label={t.door.recover.fingerprint} value={ongoing.fingerprint} />
      <p role="status">
        <strong>{t.door.recover.helped(ongoing.helped, ongoing.helpersNeeded)}</strong>{' '}
        <span className="soft">{t.door.recover.until(shortTime(ongoing.expires, language))}</span>
      </p>
      {isReady && (
        <button
          type="button"
          className="button primary large"
          aria-disabled={end.isPending}
          onClick={() => {
            if (!end.isPending) end.mutate({ passkeyName: t.door.join.deviceDefault });
          }}
        >
          <Icon name="key" />
          {t.door.recover.finish}
        </button>
      )}
      <p className="soft">{t.door.recover.after}</p>
      {end.error !== null && <FailureNote error={end.error} />}
    </DoorFrame>
  );
}
