import { isCurrentDocument, type Synthesis } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';

/** The prescriptions and papers of today, so that nothing of a consultation is out of sight. */
export function VisitPapers({ synthesis }: { readonly synthesis: Synthesis }) {
  const t = useTexts();
  const today = practiceToday();
  const isToday = ({ date }: { readonly date: string | null }): boolean => date?.slice(0, 10) === today;
  const medicines = synthesis.prescriptions.filter(isToday);
  const documents = synthesis.documents.filter(isCurrentDocument).filter(isToday);
  if (medicines.length === 0 && documents.length === 0) return null;
  return (
    <section aria-labelledby="papers">
      <h2 id="papers">{t.visit.papers}</h2>
      <ul className="rows">
        {medicines.length > 0 && (
          <li>
            <Icon name="pill" /> {t.visit.lines(medicines.length)}
            <small>{medicines.map(({ name }) => name).join(', ')}</small>
          </li>
        )}
        {documents.map(({ id, title }) => (
          <li key={id}>
            <Icon name="file-text" /> {title}
          </li>
        ))}
      </ul>
    </section>
  );
}
