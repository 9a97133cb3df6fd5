import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './prescription.module.css';

type Props = {
  readonly scope: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
};

/** The standing treatment: all of it is renewed with one press, or each line alone. */
export function RenewList({ scope, chosen, onChange }: Props) {
  const t = useTexts();
  const { data: lines, error, refetch } = useRead('treatmentLines', { scope });
  return (
    <section className={styles.renew} aria-labelledby="renew">
      <div className={styles.head}>
        <h3 id="renew">{t.patient.treatment}</h3>
        {lines !== undefined && lines.length > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => {
              onChange(chosen.length === lines.length ? [] : lines.map(({ id }) => id));
            }}
          >
            <Icon name="repeat" /> {chosen.length === lines.length ? t.prescription.renewNone : t.prescription.renewAll}
          </button>
        )}
      </div>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {lines?.length === 0 && <p className="soft">{t.patient.noTreatment}</p>}
      <ul className="rows">
        {lines?.map(({ id, label, dose }) => (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={({ target }) => {
                  onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id));
                }}
              />{' '}
              <strong>{label}</strong>
              <small>{dose}</small>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}
