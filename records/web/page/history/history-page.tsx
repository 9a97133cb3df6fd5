import type { EntryView, Synthesis } from '@etanche/records-fhir';
import { FailureNote } from '../elements/failure.tsx';
import { useUndo } from '../elements/use-undo.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { EntrySection } from './entry-section.tsx';
import styles from './history.module.css';
import { kindOf, type SectionName } from './section-name.ts';

const columns: readonly (readonly SectionName[])[] = [
  ['problem', 'allergy'],
  ['past', 'surgical'],
  ['family', 'obstetric'],
];

/** The structured history: each list has a line to type in, and each entry opens to be corrected. */
export function HistoryPage({ scope, synthesis }: { readonly scope: string; readonly synthesis: Synthesis }) {
  const t = useTexts();
  const undo = useUndo(scope);
  const noAllergy = useWrite('entryNoAllergy');
  const { entries, allergies } = synthesis;
  const wrong = entries.filter(({ isInError }) => isInError);
  const failed = undo.error ?? noAllergy.error;
  return (
    <div className={styles.page}>
      {failed !== null && <FailureNote error={failed} />}
      <div className={styles.columns}>
        {columns.map((names) => (
          <div key={names.join(' ')} className={styles.column}>
            {names.map((name) => (
              <EntrySection
                key={name}
                name={name}
                scope={scope}
                entries={entries.filter((entry) => isOf(name, entry))}
                undo={undo}
                empty={
                  name !== 'allergy' ? (
                    <p className="soft">{t.clinic.none}</p>
                  ) : allergies.state === 'not_recorded' ? (
                    <button
                      type="button"
                      className="button"
                      onClick={() => {
                        noAllergy.mutate(
                          { scope },
                          {
                            onSuccess: (written) => {
                              undo.done(t.clinic.added(t.clinic.noAllergyKnown), written);
                            },
                          },
                        );
                      }}
                    >
                      {t.clinic.noAllergyKnown}
                    </button>
                  ) : (
                    <p className="soft">{t.patient.allergies[allergies.state]}</p>
                  )
                }
              />
            ))}
          </div>
        ))}
      </div>
      {wrong.length > 0 && (
        <details className={styles.wrong}>
          <summary>
            {t.clinic.sections.error} <span className="count">{wrong.length}</span>
          </summary>
          <EntrySection name={null} scope={scope} entries={wrong} undo={undo} empty={null} />
        </details>
      )}
    </div>
  );
}

function isOf(name: SectionName, { facts: { kind, isActive }, isInError }: EntryView): boolean {
  if (isInError || kind !== kindOf(name)) return false;
  return kind !== 'problem' || isActive === (name === 'problem');
}
