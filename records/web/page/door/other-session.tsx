import { Icon } from '../elements/icon.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './door.module.css';

/** An invitation was opened on a device where somebody else works. Its code stays in the address until the lock. */
export function OtherSession() {
  const t = useTexts();
  const { me } = useOpenSession();
  const lock = useWrite('lock');
  return (
    <div className={styles.page}>
      <div className={styles.card}>
        <h1>{t.door.join.title}</h1>
        <p>{t.door.join.session(me.name)}</p>
        <button
          type="button"
          className="button primary"
          onClick={() => {
            lock.mutate(null);
          }}
        >
          <Icon name="lock" />
          {t.door.join.leave}
        </button>
      </div>
    </div>
  );
}
