import type { RenewableLine } from '../../port/prescription-calls.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './prescription.module.css';

/** How long a renewed line lasts, or why it cannot be renewed, with the way to prescribe it again. */
export function RenewTerm({
  line: { label, refusal, durations },
  days,
  onDays,
  onRetype,
}: {
  readonly line: RenewableLine;
  /** Null: without a duration, as before. */
  readonly days: number | null;
  readonly onDays: (days: number) => void;
  readonly onRetype: (label: string) => void;
}) {
  const t = useTexts();
  if (refusal !== null)
    return (
      <p className={styles.fault}>
        {t.prescription.refusal[refusal]}{' '}
        {label !== '' && (
          <button
            type="button"
            className="link"
            onClick={() => {
              onRetype(label);
            }}
          >
            {t.prescription.retype}
          </button>
        )}
      </p>
    );
  if (durations.length === 0) return null;
  return (
    <select
      className={styles.term}
      aria-label={t.prescription.renewFor(label)}
      value={days ?? ''}
      onChange={({ target }) => {
        onDays(Number(target.value));
      }}
    >
      {days === null && <option value="">{t.prescription.noDuration}</option>}
      {durations.map((one) => (
        <option key={one} value={one}>
          {t.prescription.during(one)}
        </option>
      ))}
    </select>
  );
}
