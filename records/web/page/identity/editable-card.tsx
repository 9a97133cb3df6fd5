import { useId, useState, type ReactNode } from 'react';
import { useTexts } from '../text/use-texts.tsx';
import styles from './identity.module.css';

/** A card of facts with a button that turns them into a form in the same place. */
export function EditableCard({
  title,
  action,
  form,
  children,
}: {
  readonly title: string;
  /** Name of the button. */
  readonly action: string;
  readonly form: (close: () => void) => ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => {
    setOpen(false);
  };
  return (
    <section className="card" aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {!isOpen && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setOpen(true);
            }}
          >
            {action}
          </button>
        )}
      </div>
      {isOpen ? form(close) : children}
    </section>
  );
}

/** Facts in two columns: label and value. An unknown value says so. */
export function Facts({ rows }: { readonly rows: readonly (readonly [label: string, value: ReactNode])[] }) {
  const t = useTexts();
  return (
    <dl className={styles.facts}>
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === null || value === '' ? <span className="soft">{t.identity.unknown}</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
