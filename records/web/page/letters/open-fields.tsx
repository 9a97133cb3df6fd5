import { practiceToday } from '../../port/practice-time.ts';
import { plusDays } from '../../port/opening-hours.ts';
import { useKept } from '../forms/kept-form.tsx';
import { templateFields, type TemplateField } from '../../paper/fill-template.ts';
import { longDate } from '../text/format.ts';
import type { Texts } from '../text/fr.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './letters.module.css';

export type FieldValues = Readonly<Partial<Record<TemplateField, string>>>;

/**
 * The law lets a first sick leave be limited to a month (CSS, L.162-4-1, since September 2026); a decree may say more.
 */
const usualDays = 31;

/** The name of a field for its writer. */
export function fieldLabel(t: Texts, field: string): string {
  return t.paper.fields[field] ?? field;
}

function isField(name: string): name is TemplateField {
  return templateFields.some((field) => field === name);
}

/** The fields of a template that its writer completes, one beside the other. */
export function OpenFields({
  fields,
  values,
  onChange,
}: {
  readonly fields: readonly string[];
  readonly values: FieldValues;
  readonly onChange: (values: FieldValues) => void;
}) {
  const t = useTexts();
  const shown = fields.filter(isField);
  if (shown.length === 0) return null;
  return (
    <div className={styles.open}>
      {shown.map((field, i) => {
        const set = (value: string): void => {
          onChange({ ...values, [field]: value });
        };
        if (field === 'fin') return <LastDay key={field} isFirst={i === 0} onChange={set} />;
        return (
          <label key={field} className={styles.field}>
            <span>{fieldLabel(t, field)}</span>
            <input
              value={values[field] ?? ''}
              maxLength={500}
              autoFocus={i === 0}
              list={field === 'sorties' ? 'leave-exits' : field === 'formule' ? 'salutations' : undefined}
              onChange={({ target }) => {
                set(target.value);
              }}
            />
          </label>
        );
      })}
      <datalist id="salutations">
        {t.paper.salutations.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <datalist id="leave-exits">
        {t.paper.exits.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </div>
  );
}

/** The last day of a sick leave: a date, or a number of days that includes today. */
function LastDay({ isFirst, onChange }: { readonly isFirst: boolean; readonly onChange: (value: string) => void }) {
  const t = useTexts();
  const today = practiceToday();
  const [days, setDays] = useKept('days', '');
  const [date, setDate] = useKept('date', '');
  const choose = (day: string): void => {
    setDate(day);
    // The paper is in French.
    onChange(day === '' || day < today ? '' : longDate(day, 'fr'));
  };
  const count = date < today ? 0 : Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000) + 1;
  return (
    <>
      <label className={styles.field}>
        <span>{t.paper.leaveDays}</span>
        <input
          value={days}
          inputMode="numeric"
          maxLength={3}
          autoFocus={isFirst}
          onChange={({ target }) => {
            setDays(target.value);
            const typed = Number(target.value);
            choose(Number.isInteger(typed) && typed > 0 ? plusDays(today, typed - 1) : '');
          }}
        />
      </label>
      <label className={styles.field}>
        <span>{fieldLabel(t, 'fin')}</span>
        <input
          type="date"
          value={date}
          min={today}
          onChange={({ target }) => {
            setDays('');
            choose(target.value);
          }}
        />
      </label>
      {count > usualDays && <p className={styles.long}>{t.paper.longLeave(count)}</p>}
    </>
  );
}
