import { ongoingPregnancy, type Synthesis } from '@etanche/records-fhir';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { DueLines } from './due-lines.tsx';
import styles from './pregnancy.module.css';
import { planOf, termWords } from './pregnancy-words.ts';

const shown = 4;

/** The pregnancy that lasts, in the synthesis: its term, and what is late or due. */
export function PregnancyCard({ synthesis, onOpen }: { readonly synthesis: Synthesis; readonly onOpen: () => void }) {
  const t = useTexts();
  const { language } = useLanguage();
  const ongoing = ongoingPregnancy(synthesis.obstetrics.pregnancies);
  if (ongoing === null) return null;
  const lines = ongoing.since === null ? [] : planOf(synthesis.obstetrics, ongoing.since);
  const open = lines.filter(({ state }) => state === 'late' || state === 'due');
  return (
    <section className="card" aria-label={t.pregnancy.pregnancy}>
      <div className={styles.cardHead}>
        <h2>{t.pregnancy.pregnancy}</h2>
        <button type="button" className="link" onClick={onOpen}>
          {open.length > shown ? t.patient.all(open.length) : t.pregnancy.open}
        </button>
      </div>
      <p>
        <strong>{termWords(ongoing, t, language)}</strong>
      </p>
      <DueLines lines={open.slice(0, shown)} onDone={null} />
    </section>
  );
}
