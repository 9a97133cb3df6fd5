import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { DueVaccine, Synthesis } from '@etanche/records-fhir';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { HistoryPage } from '../history/history-page.tsx';
import { AccessList } from '../protection/access-list.tsx';
import { EmergencyForm } from '../protection/emergency-form.tsx';
import { ResultPage } from '../results/result-page.tsx';
import { useRead } from '../session/use-call.ts';
import { useOpenFiles } from '../shell/open-files.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { VaccinePage } from '../vaccines/vaccine-page.tsx';
import { DocumentList, PrescriptionList, VisitList } from './patient-lists.tsx';
import { PatientBar } from './patient-bar.tsx';
import styles from './patients.module.css';
import { SynthesisPage } from './synthesis-page.tsx';

const tabs = [
  'synthesis',
  'history',
  'visits',
  'prescriptions',
  'results',
  'documents',
  'vaccines',
  'accesses',
] as const;
type Tab = (typeof tabs)[number];

/** One file: identity and allergies at the top, the synthesis below, everything else one key away. */
export function PatientScreen() {
  const { scope = '' } = useParams({ strict: false });
  return <File key={scope} scope={scope} />;
}

function File({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const { add } = useOpenFiles();
  const { data: file, error, refetch } = useRead('openPatient', { scope });
  const [tab, setTab] = useState<Tab>('synthesis');
  const [wanted, setWanted] = useState<DueVaccine | null>(null);
  useEffect(() => {
    if (file !== undefined) add(file.header);
    // The list of open files changes with each addition; the file alone decides.
  }, [file]);
  if (error !== null)
    return (
      <>
        <FailureNote error={error} onRetry={() => void refetch()} />
        {error.failure.code === 'quota_reached' && <EmergencyForm scope={scope} />}
      </>
    );
  if (file === undefined)
    return (
      <div aria-label={t.patient.opening}>
        <Loading bars={5} />
      </div>
    );
  const { header, synthesis } = file;
  return (
    <article className={styles.file}>
      <PatientBar
        header={header}
        synthesis={synthesis}
        action={
          synthesis !== null && (
            <span className={styles.actions}>
              <Link to="/patients/$scope/prescription" params={{ scope }} className="button">
                <Icon name="pill" /> {t.prescription.open}
              </Link>
              <Link to="/patients/$scope/letters" params={{ scope }} className="button">
                <Icon name="file-text" /> {t.paper.letters}
              </Link>
              <Link to="/patients/$scope/visit" params={{ scope }} className="button primary">
                <Icon name="stethoscope" /> {t.visit.begin}
              </Link>
            </span>
          )
        }
      />
      {synthesis === null ? (
        <p className={styles.noClinical}>{t.patient.noClinical}</p>
      ) : (
        <>
          <div role="tablist" aria-label={t.patient.tabs.synthesis} className={styles.tabs}>
            {tabs.map((one, i) => (
              <button
                key={one}
                type="button"
                role="tab"
                id={`tab-${one}`}
                aria-selected={one === tab}
                aria-controls="tab-panel"
                tabIndex={one === tab ? 0 : -1}
                onClick={() => {
                  setWanted(null);
                  setTab(one);
                }}
                onKeyDown={({ key }) => {
                  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
                  const next = tabs[(i + step + tabs.length) % tabs.length];
                  if (step === 0 || next === undefined) return;
                  setTab(next);
                  document.getElementById(`tab-${next}`)?.focus();
                }}
              >
                {t.patient.tabs[one]} <Count tab={one} synthesis={synthesis} />
              </button>
            ))}
          </div>
          <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0} className={styles.panel}>
            {tab === 'synthesis' && (
              <SynthesisPage
                header={header}
                synthesis={synthesis}
                onTab={setTab}
                onVaccine={(due) => {
                  setWanted(due);
                  setTab('vaccines');
                }}
              />
            )}
            {tab === 'history' && <HistoryPage scope={scope} synthesis={synthesis} />}
            {tab === 'visits' && <VisitList visits={synthesis.visits} />}
            {tab === 'prescriptions' && <PrescriptionList prescriptions={synthesis.prescriptions} />}
            {tab === 'results' && <ResultPage scope={scope} synthesis={synthesis} />}
            {tab === 'documents' && <DocumentList documents={synthesis.documents} />}
            {tab === 'vaccines' && <VaccinePage header={header} synthesis={synthesis} first={wanted} />}
            {tab === 'accesses' && <AccessList scope={scope} />}
          </div>
        </>
      )}
    </article>
  );
}

function Count({ tab, synthesis }: { readonly tab: Tab; readonly synthesis: Synthesis }) {
  const counts: Readonly<Record<Tab, number | null>> = {
    synthesis: null,
    history: synthesis.entries.filter(({ isInError }) => !isInError).length,
    visits: synthesis.visits.length,
    prescriptions: synthesis.prescriptions.length,
    results: synthesis.results.length,
    documents: synthesis.documents.length,
    vaccines: synthesis.vaccines.length,
    accesses: null,
  };
  const count = counts[tab];
  return count === null ? null : <span className="count">{count}</span>;
}
