import type { LineAlert } from '../../port/prescription-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './prescription.module.css';

/** Findings about one line, below it. */
export function AlertNotes({ id, alerts }: { readonly id?: string; readonly alerts: readonly LineAlert[] }) {
  const t = useTexts();
  if (alerts.length === 0) return null;
  return (
    <div {...(id !== undefined && { id })} className={styles.notes}>
      {alerts.map((alert) => (
        <p key={t.prescription.alert(alert)} data-level={alert.level}>
          <Icon name={alert.level === 'stop' ? 'alert-circle' : 'file-text'} size={16} /> {t.prescription.alert(alert)}
        </p>
      ))}
    </div>
  );
}
