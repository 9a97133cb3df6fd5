import { useState } from 'react';
import {
  vaccineCalendar,
  vaccineRoutes,
  type DueVaccine,
  type Synthesis,
  type VaccineView,
} from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useUndo } from '../elements/use-undo.tsx';
import { VersionsDialog } from '../elements/versions-dialog.tsx';
import { displayName } from '../patients/display-name.ts';
import { useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { DueList } from './due-list.tsx';
import { dueOf } from './due-of.ts';
import { VaccineDialog, type Wanted } from './vaccine-dialog.tsx';
import { VaccineSheet } from './vaccine-sheet.tsx';
import styles from './vaccines.module.css';

/** What is due, the record of what was given, and its paper. */
export function VaccinePage({
  header,
  synthesis,
  first,
}: {
  readonly header: PatientHeader;
  readonly synthesis: Synthesis;
  /** A line of the calendar to begin with. */
  readonly first: DueVaccine | null;
}) {
  const t = useTexts();
  const { scope, card } = header;
  const undo = useUndo(scope);
  const error = useWrite('recordInError');
  const [wanted, setWanted] = useState<Wanted | null>(() => (first === null ? null : wantedOf(first)));
  const [versions, setVersions] = useState<VaccineView | null>(null);
  const [isPrinting, setPrinting] = useState(false);
  const due = dueOf(header, synthesis);
  const failed = undo.error ?? error.error;
  return (
    <div className={styles.page}>
      {failed !== null && <FailureNote error={failed} />}
      <section className="card" aria-label={t.clinic.vaccine.todo}>
        <div className={styles.head}>
          <h2>{t.clinic.vaccine.todo}</h2>
          <button
            type="button"
            className="button"
            onClick={() => {
              setWanted({ kind: 'new', product: null, dose: null });
            }}
          >
            <Icon name="plus" /> {t.clinic.vaccine.add}
          </button>
        </div>
        {due.length === 0 && <p className="soft">{t.clinic.vaccine.nothingDue}</p>}
        <DueList
          due={due}
          onGive={(one) => {
            setWanted(wantedOf(one));
          }}
        />
        <Sources />
      </section>
      <section className="card" aria-label={t.clinic.vaccine.record}>
        <div className={styles.head}>
          <h2>{t.clinic.vaccine.record}</h2>
          {synthesis.vaccines.length > 0 && (
            <button
              type="button"
              className="button"
              onClick={() => {
                setPrinting(true);
              }}
            >
              <Icon name="printer" /> {t.clinic.vaccine.print}
            </button>
          )}
        </div>
        {synthesis.vaccines.length === 0 && <p className="soft">{t.patient.noVaccines}</p>}
        <ul className="rows">
          {synthesis.vaccines.map((one) => (
            <Given
              key={one.id}
              vaccine={one}
              onCorrect={() => {
                setWanted({ kind: 'correct', id: one.id, facts: one.facts });
              }}
              onVersions={() => {
                setVersions(one);
              }}
              onError={() => {
                error.mutate(
                  { scope, id: one.id },
                  {
                    onSuccess: (written) => {
                      undo.done(t.clinic.markedInError(one.name), written);
                    },
                  },
                );
              }}
            />
          ))}
        </ul>
      </section>
      {wanted !== null && (
        <VaccineDialog
          scope={scope}
          name={displayName(card)}
          wanted={wanted}
          undo={undo}
          onClose={() => {
            setWanted(null);
          }}
        />
      )}
      {versions !== null && (
        <VersionsDialog
          scope={scope}
          id={versions.id}
          title={versions.name}
          onClose={() => {
            setVersions(null);
          }}
        />
      )}
      {isPrinting && (
        <VaccineSheet
          card={card}
          vaccines={synthesis.vaccines}
          onPrinted={() => {
            setPrinting(false);
          }}
        />
      )}
    </div>
  );
}

function wantedOf({ product, dose }: DueVaccine): Wanted {
  return { kind: 'new', product, dose };
}

function Given({
  vaccine: { date, name, lot, site, isDone, facts },
  onCorrect,
  onVersions,
  onError,
}: {
  readonly vaccine: VaccineView;
  readonly onCorrect: () => void;
  readonly onVersions: () => void;
  readonly onError: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const details = [
    lot === null ? null : t.patient.lot(lot),
    facts.expiry === null ? null : `${t.clinic.vaccine.expiry.toLowerCase()} ${longDate(facts.expiry, language)}`,
    site,
    facts.route === null ? null : vaccineRoutes[facts.route],
    facts.note,
  ];
  return (
    <li className={styles.given}>
      <span className="soft">{longDate(date, language)}</span>
      <span>
        <strong>{name}</strong>
        {facts.dose === null ? '' : `, ${t.clinic.vaccine.dose} ${facts.dose}`}
        {!isDone && (
          <span className={styles.late}>{[t.clinic.vaccine.notDone, facts.refusal].filter(Boolean).join(', ')}</span>
        )}
        <small>{details.filter(Boolean).join(' · ')}</small>
      </span>
      <span className={styles.actions}>
        {isDone && (
          <button type="button" className="link" aria-label={`${t.clinic.correct} : ${name}`} onClick={onCorrect}>
            {t.clinic.correct}
          </button>
        )}
        <button type="button" className="link" aria-label={`${t.clinic.inError} : ${name}`} onClick={onError}>
          {t.clinic.inError}
        </button>
        <button type="button" className="link" aria-label={`${t.clinic.versions} : ${name}`} onClick={onVersions}>
          {t.clinic.versions}
        </button>
      </span>
    </li>
  );
}

function Sources() {
  const t = useTexts();
  return (
    <details className={styles.sources}>
      <summary>{t.clinic.vaccine.sources}</summary>
      <p>{t.clinic.vaccine.source(vaccineCalendar[0]?.year ?? 0)}</p>
      <ul>
        {vaccineCalendar.map(({ id, name, source, year }) => (
          <li key={id}>
            {name} : {source} ({year})
          </li>
        ))}
      </ul>
    </details>
  );
}
