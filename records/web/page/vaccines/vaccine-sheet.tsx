import { useEffect } from 'react';
import { type Card, diseases, displayName, type VaccineView } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { PrintSheet } from '../elements/print-sheet.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { birthDate, longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';

/** The vaccination record on paper: it is in the page only while the system's print dialog is open. */
export function VaccineSheet({
  card,
  vaccines,
  onPrinted,
}: {
  readonly card: Card;
  readonly vaccines: readonly VaccineView[];
  readonly onPrinted: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { practice } = useOpenSession();
  useEffect(() => {
    print();
    onPrinted();
    // The sheet prints once, when it is there.
  }, []);
  const given = vaccines.filter(({ isDone }) => isDone).toReversed();
  return (
    <PrintSheet>
      <p>{practice}</p>
      <h1>{t.clinic.vaccine.sheetTitle}</h1>
      <p>
        <strong>{displayName(card)}</strong>, {birthDate(card.birthDate)}
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t.clinic.vaccine.date}</th>
            <th scope="col">{t.clinic.vaccine.product}</th>
            <th scope="col">{t.clinic.vaccine.disease}</th>
            <th scope="col">{t.clinic.vaccine.dose}</th>
            <th scope="col">{t.clinic.vaccine.lot}</th>
            <th scope="col">{t.clinic.vaccine.site}</th>
          </tr>
        </thead>
        <tbody>
          {given.map(({ id, date, name, diseases: all, lot, site, facts }) => (
            <tr key={id}>
              <td>{longDate(date, language)}</td>
              <td>{name}</td>
              <td>{all.map((one) => diseases[one]).join(', ')}</td>
              <td>{facts.dose}</td>
              <td>{lot}</td>
              <td>{site}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t.clinic.vaccine.sheetFoot(longDate(practiceToday(), language))}</p>
    </PrintSheet>
  );
}
