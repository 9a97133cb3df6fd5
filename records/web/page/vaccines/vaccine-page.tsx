import { useState } from 'react';
import {
  displayName,
  ongoingPregnancy,
  type DueVaccine,
  type Synthesis,
  vaccineCalendar,
  vaccineRoutes,
  type VaccineView,
} from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { vaccinationId } from '../../port/sendable-items.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useUndo } from '../elements/use-undo.tsx';
import { VersionsDialog } from '../elements/versions-dialog.tsx';
import { SendButton } from '../exchange/send-button.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { DueList } from './due-list.tsx';
import { dueOf } from './due-of.ts';
import { VaccineDialog } from './vaccine-dialog.tsx';
import { VaccineSheet } from './vaccine-sheet.tsx';
import styles from './vaccines.module.css';
import { itemOf, wantedAgain, type Wanted } from './wanted.ts';

/** The vaccines that are due, the record of those that were given, and its paper. */
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
  const [begun] = useKeptItems('vaccine', scope);
  const [wanted, setWanted] = useState(() =>
    first === null ? wantedAgain(begun, synthesis.vaccines) : wantedOf(first),
  );
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
        <DueList
          due={due}
          onGive={(one) => {
            setWanted(wantedOf(one));
          }}
        />
        <Considered header={header} synthesis={synthesis} isNothingDue={due.length === 0} />
        <Sources />
      </section>
      <section className="card" aria-label={t.clinic.vaccine.record}>
        <div className={styles.head}>
          <h2>{t.clinic.vaccine.record}</h2>
          {synthesis.vaccines.length > 0 && (
            <span className={styles.actions}>
              <SendButton {...{ scope, item: vaccinationId }} label={t.shell.sendVaccines}>
                <Icon name="send" /> {t.shell.send}
              </SendButton>
              <button
                type="button"
                className="button"
                onClick={() => {
                  setPrinting(true);
                }}
              >
                <Icon name="printer" /> {t.clinic.vaccine.print}
              </button>
            </span>
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
        <KeptForm form="vaccine" scope={scope} item={itemOf(wanted)}>
          {(done) => (
            <VaccineDialog
              scope={scope}
              name={displayName(card)}
              wanted={wanted}
              undo={undo}
              onClose={() => {
                done();
                setWanted(null);
              }}
            />
          )}
        </KeptForm>
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

/** The facts that the list considers, so that an empty one is not taken for all recommendations. */
function Considered({
  header: { card },
  synthesis,
  isNothingDue,
}: {
  readonly header: PatientHeader;
  readonly synthesis: Synthesis;
  readonly isNothingDue: boolean;
}) {
  const { vaccine } = useTexts().clinic;
  const pregnancy = ongoingPregnancy(synthesis.obstetrics.pregnancies);
  if (card.birthDate?.length !== 10) return <p>{vaccine.unknownAge}</p>;
  return (
    <p className="soft">
      {isNothingDue && `${vaccine.nothingDue(pregnancy !== null && pregnancy.since !== null)} `}
      {pregnancy !== null && pregnancy.since === null && `${vaccine.undated} `}
      {vaccine.limits}
    </p>
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
          <button type="button" className="link" aria-label={t.labelled(t.clinic.correct, name)} onClick={onCorrect}>
            {t.clinic.correct}
          </button>
        )}
        <button type="button" className="link" aria-label={t.labelled(t.clinic.inError, name)} onClick={onError}>
          {t.clinic.inError}
        </button>
        <button type="button" className="link" aria-label={t.labelled(t.clinic.versions, name)} onClick={onVersions}>
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
            {t.labelled(name, source)} ({year})
          </li>
        ))}
      </ul>
    </details>
  );
}
