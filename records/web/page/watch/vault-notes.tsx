import type { Witnesses } from '../../port/watch-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './watch.module.css';

/** Says which vaults the numbers on the screen lack, or which of them contradict another. */
export function VaultNotes({ silent, lower }: Witnesses) {
  const t = useTexts();
  return (
    <>
      {silent.length > 0 && (
        <p className={styles.note} role="status">
          <Icon name="wifi-off" size={16} />
          {t.watch.silent(t.watch.vaults(silent))}
        </p>
      )}
      {lower.length > 0 && (
        <p className={styles.note} role="status">
          <Icon name="alert-triangle" size={16} />
          {t.watch.disagree(t.watch.vaults(lower))}
        </p>
      )}
    </>
  );
}
