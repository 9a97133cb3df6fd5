import { useEffect, useRef } from 'react';
import type { LineAlert } from '../../port/prescription-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './prescription.module.css';

/** A known allergy, a contraindication or a rule that forbids the line interrupts. Enter is the safe way out. */
export function StopDialog({
  alerts,
  onLeave,
  onConfirm,
}: {
  readonly alerts: readonly LineAlert[];
  readonly onLeave: () => void;
  readonly onConfirm: () => void;
}) {
  const t = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const leave = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // React sets no attribute `autofocus`, so that a dialog that opens focuses its first button.
    leave.current?.focus();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" role="alertdialog" aria-label={t.prescription.stop} onCancel={onLeave}>
      <div className="dialog-body">
        <h2>{t.prescription.stop}</h2>
        <ul className={styles.alerts}>
          {alerts.map((alert) => (
            <li key={t.prescription.alert(alert)} data-level="stop">
              <Icon name="alert-circle" size={16} /> {t.prescription.alert(alert)}
            </li>
          ))}
        </ul>
        <div className={styles.buttons}>
          <button type="button" className="button quiet" onClick={onConfirm}>
            {t.prescription.prescribeAnyway}
          </button>
          <button ref={leave} type="button" className="button primary" onClick={onLeave}>
            {t.prescription.chooseOther}
          </button>
        </div>
      </div>
    </dialog>
  );
}
