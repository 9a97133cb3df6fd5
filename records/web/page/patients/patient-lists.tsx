import { prescriptionsTogether, type TreatmentView, type VisitView } from '@etanche/records-fhir';
import { RowSendButton } from '../exchange/send-button.tsx';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './patients.module.css';

/** Every consultation, whole. */
export function VisitList({ scope, visits }: { readonly scope: string; readonly visits: readonly VisitView[] }) {
  const t = useTexts();
  const { language } = useLanguage();
  if (visits.length === 0) return <p className="soft">{t.patient.noVisits}</p>;
  return (
    <ol className={styles.list}>
      {visits.map(({ id, date, reason, author, sections }) => (
        <li key={id} className="card">
          <div className={styles.cardHead}>
            <h2>
              {longDate(date, language)} <span className="soft">{author}</span>
            </h2>
            {sections.length > 0 && (
              <RowSendButton {...{ scope, item: id }} label={t.shell.sendVisit(longDate(date, language))} />
            )}
          </div>
          {sections.length === 0 && <p>{reason}</p>}
          {sections.map(({ title, text }) => (
            <div key={title} className={styles.section}>
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

/** Every line that was prescribed. The first one of a prescription has the button that sends all of it. */
export function PrescriptionList({
  scope,
  prescriptions,
}: {
  readonly scope: string;
  readonly prescriptions: readonly TreatmentView[];
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const first = new Set(prescriptionsTogether(prescriptions).map(({ id }) => id));
  return (
    <table className="table card">
      <tbody>
        {prescriptions.map(({ id, date, name, strength, dose, author }) => (
          <tr key={id}>
            <td className="soft">{longDate(date, language)}</td>
            <th scope="row">
              {name} <span>{strength}</span>
            </th>
            <td>{dose}</td>
            <td className="soft">{author}</td>
            <td className={styles.sendCell}>
              {first.has(id) && (
                <RowSendButton {...{ scope, item: id }} label={t.shell.sendPrescription(longDate(date, language))} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
