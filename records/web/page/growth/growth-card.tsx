import type { Synthesis } from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { useTexts } from '../text/use-texts.tsx';
import { childOf, isChild } from './child-of.ts';
import styles from './growth.module.css';
import { LastGrowth } from './last-growth.tsx';
import { useGrowthTables } from './use-growth-tables.ts';

/** The last measurements of a child in the synthesis; nothing for an adult. */
export function GrowthCard({
  header,
  synthesis,
  onOpen,
}: {
  readonly header: PatientHeader;
  readonly synthesis: Synthesis;
  readonly onOpen: () => void;
}) {
  const t = useTexts();
  const tables = useGrowthTables();
  const child = isChild(header) ? childOf(header, synthesis) : null;
  if (child === null) return null;
  return (
    <section className="card" aria-label={t.patient.tabs.growth}>
      <div className={styles.cardHead}>
        <h2>{t.patient.tabs.growth}</h2>
        <button type="button" className="link" onClick={onOpen}>
          {t.growth.open}
        </button>
      </div>
      <LastGrowth child={child} table={tables?.[0] ?? null} />
    </section>
  );
}
