import { FailureNote } from '../elements/failure.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './identity.module.css';

/** Destroyed elements of a file, each with its restoration. */
export function DestroyedOnes({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const show = useToast();
  const { data = [] } = useRead('recordsDestroyed', { scope });
  const restore = useWrite('recordRestore');
  if (data.length === 0) return null;
  return (
    <div className={styles.act}>
      <p>{t.identity.destroyedOnes(data.length)}</p>
      <small>{t.identity.destroyedLead}</small>
      <span className={styles.links}>
        {data.map((id, i) => (
          <button
            key={id}
            type="button"
            className="link"
            aria-disabled={restore.isPending}
            onClick={() => {
              if (restore.isPending) return;
              restore.mutate(
                { scope, id },
                {
                  onSuccess: () => {
                    show(t.identity.restored);
                  },
                },
              );
            }}
          >
            {t.identity.restoreOne(i + 1)}
          </button>
        ))}
      </span>
      {restore.error !== null && <FailureNote error={restore.error} />}
    </div>
  );
}
