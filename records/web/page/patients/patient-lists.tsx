import type { TreatmentView, VisitView } from '@etanche/records-fhir';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './patients.module.css';

/** Every consultation, whole. */
export function VisitList({ visits }: { readonly visits: readonly VisitView[] }) {
  const t = useTexts();
  const { language } = useLanguage();
  if (visits.length === 0) return <p className="soft">{t.patient.noVisits}</p>;
  return (
    <ol className={styles.list}>
      {visits.map(({ id, date, reason, author, sections }) => (
        <li key={id} className="card">
          <h2>
            {longDate(date, language)} <span className="soft">{author}</span>
          </h2>
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

export function PrescriptionList({ prescriptions }: { readonly prescriptions: readonly TreatmentView[] }) {
  const { language } = useLanguage();
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
          </tr>
        ))}
      </tbody>
    </table>
  );
}
