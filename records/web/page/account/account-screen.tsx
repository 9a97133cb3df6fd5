import { useState } from 'react';
import { DeviceList } from '../elements/device-list.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { HelpColleague } from './help-colleague.tsx';
import { RecoverySheetPart } from './recovery-sheet.tsx';
import styles from './account.module.css';

/** Everybody's own keys, sheet and sessions. */
export function AccountScreen() {
  const t = useTexts();
  const toast = useToast();
  const { data: own, error, refetch } = useRead('ownDevices', {});
  const add = useWrite('passkeyAdd');
  const remove = useWrite('passkeyRemove');
  const end = useWrite('sessionEnd');
  const [name, setName] = useState(t.own.nameDefault);
  const again = (): void => void refetch();
  const failed = error ?? add.error ?? remove.error ?? end.error;
  return (
    <div className={styles.screen}>
      <h1>{t.own.title}</h1>
      {failed !== null && <FailureNote error={failed} />}
      {own === undefined && error === null && <Loading bars={4} />}
      {own !== undefined && <RecoverySheetPart testedAt={own.sheet} onTested={again} />}
      {own !== undefined && (
        <section className={`card ${styles.part ?? ''}`} aria-labelledby="own-passkeys">
          <h2 id="own-passkeys">{t.own.passkeys}</h2>
          {own.passkeys.length < 2 && <p>{t.own.second}</p>}
          <form
            className={styles.add}
            onSubmit={(event) => {
              event.preventDefault();
              if (add.isPending) return;
              add.mutate(
                { name: name.trim() },
                {
                  onSuccess: () => {
                    toast(t.own.added);
                    again();
                  },
                },
              );
            }}
          >
            <Field
              label={t.own.name}
              value={name}
              required
              maxLength={60}
              onChange={({ target }) => {
                setName(target.value);
              }}
            />
            <button type="submit" className="button primary" aria-disabled={add.isPending}>
              <Icon name="key" />
              {add.isPending ? t.door.join.creating : t.own.add}
            </button>
          </form>
          <DeviceList
            {...own}
            lastHint={t.own.lastKey}
            onRemove={(passkey) => {
              remove.mutate({ passkey }, { onSuccess: again });
            }}
            onEnd={(session) => {
              end.mutate({ session }, { onSuccess: again });
            }}
          />
        </section>
      )}
      <HelpColleague />
    </div>
  );
}
