import { FailureNote } from '../elements/failure.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './practice.module.css';

/** After a departure a doctor changes the practice's keys. */
export function KeysDue() {
  const t = useTexts();
  const toast = useToast();
  const { data: isDue } = useRead('keysAreDue', {});
  const change = useWrite('keysChange');
  if (isDue !== true) return null;
  return (
    <section className={styles.strip} aria-label={t.members.keysDue.title}>
      <div>
        <strong>{t.members.keysDue.title}</strong>
        <p>{t.members.keysDue.lead}</p>
        {change.error !== null && <FailureNote error={change.error} />}
      </div>
      <button
        type="button"
        className="button"
        aria-disabled={change.isPending}
        onClick={() => {
          if (change.isPending) return;
          change.mutate(null, {
            onSuccess: () => {
              toast(t.members.keysDue.changed);
            },
          });
        }}
      >
        {t.members.keysDue.change}
      </button>
    </section>
  );
}
