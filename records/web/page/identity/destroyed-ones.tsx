import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './identity.module.css';
import { RestoreButtons } from './restore-buttons.tsx';

/** Destroyed elements of a file, each with its restoration. */
export function DestroyedOnes({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const { data = [] } = useRead('recordsDestroyed', { scope });
  if (data.length === 0) return null;
  return (
    <div className={styles.act}>
      <p>{t.identity.destroyedOnes(data.length)}</p>
      <small>{t.identity.destroyedLead}</small>
      <RestoreButtons call="recordRestore" {...{ scope, ids: data }} className={styles.links} buttonClass="link" />
    </div>
  );
}
