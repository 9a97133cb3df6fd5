import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { WorkItem } from '@etanche/records-fhir';
import type { ShownItem } from '../../port/worklist-calls.ts';
import { Icon, type IconName } from '../elements/icon.tsx';
import { SmallCurve } from '../patients/small-curve.tsx';
import { dayAndTime, longDate, number, shortDay } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './worklist.module.css';

/** One item: who and what at once, the values of a result in place, and one press that ends it. */
export function WorkRow({
  item,
  onDone,
  onReopen,
}: {
  readonly item: ShownItem;
  readonly onDone?: () => void;
  readonly onReopen?: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { code, patient, from, at, due, text, results, notice } = item;
  const [hasFocus, setFocus] = useState(false);
  const name = patient?.name ?? '';
  const what = t.worklist.codes[code];
  const act = isToSee(item) ? t.worklist.seeAndFile : t.worklist.markDone;
  return (
    <li
      className={styles.row}
      data-work
      tabIndex={onDone === undefined ? -1 : 0}
      aria-label={[name, what, notice === null ? null : t.worklist.notices[notice]].filter(Boolean).join(', ')}
      onFocus={() => {
        setFocus(true);
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        setFocus(currentTarget.contains(relatedTarget));
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget || onDone === undefined) return;
        event.preventDefault();
        onDone();
      }}
    >
      <Icon name={iconOf(code)} size={20} />
      <div className={styles.what}>
        <p>
          <strong>{name}</strong> <span>{what}</span>{' '}
          {due !== null && <span className={styles.due}>{t.worklist.due(shortDay(due, language))}</span>}
          {item.unsent !== 'sent' && <span className="tag">{t.unsent.states[item.unsent]}</span>}
        </p>
        {notice !== null && (
          <p className={styles.changed}>
            <Icon name="alert-circle" size={16} /> {t.worklist.notices[notice]}
          </p>
        )}
        {text !== null && <p className={styles.words}>{text}</p>}
        {results.length > 0 && <Results item={item} />}
        <small className="soft">{t.worklist.by(from.name, dayAndTime(Date.parse(at), language))}</small>
      </div>
      <div className={styles.acts}>
        {onDone !== undefined && (
          <button
            type="button"
            className={hasFocus ? 'button primary' : 'button'}
            aria-label={t.labelled(act, name)}
            onClick={onDone}
          >
            <Icon name="check" /> {act}
          </button>
        )}
        {onReopen !== undefined && (
          <button type="button" className="link" aria-label={t.labelled(t.clinic.reopen, name)} onClick={onReopen}>
            {t.worklist.again}
          </button>
        )}
        {patient !== null && (
          <Link
            to="/patients/$scope"
            params={{ scope: patient.scope }}
            className="link"
            aria-label={t.worklist.openFile(name)}
          >
            {t.worklist.openShort}
          </Link>
        )}
      </div>
    </li>
  );
}

function Results({ item: { results, measures } }: { readonly item: WorkItem }) {
  const t = useTexts();
  const { language } = useLanguage();
  const limit = (value: number | null): string | null => (value === null ? null : number(value, language));
  return (
    <table className={styles.results}>
      <tbody>
        {results.map(({ code, name, unit, range, values: [last, before] }) => {
          const series = measures.find((one) => `${one.code} ${one.unit}` === `${code} ${unit}`);
          if (last === undefined) return null;
          return (
            <tr key={`${code} ${unit}`} data-abnormal={last.abnormal !== null}>
              <th scope="row">{name}</th>
              <td className={styles.value}>
                {last.text} <small>{unit}</small>{' '}
                {last.abnormal !== null && (
                  <>
                    <Icon name={last.abnormal === 'high' ? 'arrow-up' : 'arrow-down'} size={14} />
                    <span className="visually-hidden">{t.patient[last.abnormal]}</span>
                  </>
                )}
              </td>
              <td className="soft">{range === null ? '' : t.patient.reference(limit(range.low), limit(range.high))}</td>
              <td className="soft">{before === undefined ? '' : t.worklist.before(before.text)}</td>
              <td>{series !== undefined && <SmallCurve series={series} />}</td>
              <td className="soft">{longDate(last.date, language)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Results and documents are seen and filed; everything else is done. */
export function isToSee({ code }: Pick<WorkItem, 'code'>): boolean {
  return code === 'result' || code === 'document';
}

function iconOf(code: WorkItem['code']): IconName {
  if (code === 'result') return 'flask';
  if (code === 'message') return 'inbox';
  if (code === 'document' || code === 'file_document' || code === 'sign_document' || code === 'send_document')
    return 'file-text';
  if (code === 'book' || code === 'move') return 'calendar';
  return code === 'call_patient' || code === 'call_pharmacy' || code === 'call_colleague' ? 'phone' : 'checklist';
}
