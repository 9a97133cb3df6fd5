import { useId, useState, type ReactNode } from 'react';
import { KeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './identity.module.css';

/** A card of facts with a button that turns them into a form in the same place, which is kept until it is closed. */
export function EditableCard({
  title,
  action,
  name,
  scope,
  form,
  children,
}: {
  readonly title: string;
  /** Name of the button. */
  readonly action: string;
  /** Name of the kept form. */
  readonly name: string;
  readonly scope: string;
  readonly form: (close: () => void) => ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(useKeptItems(name, scope).includes(''));
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
      {isOpen ? (
        <KeptForm form={name} scope={scope}>
          {(done) =>
            form(() => {
              done();
              close();
            })
          }
        </KeptForm>
      ) : (
        children
      )}
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
