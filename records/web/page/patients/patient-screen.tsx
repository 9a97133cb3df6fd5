import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { DueVaccine, Synthesis } from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { DepositDesk } from '../documents/deposit-desk.tsx';
import { DocumentPage } from '../documents/document-page.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { HistoryPage } from '../history/history-page.tsx';
import { IdentityPage } from '../identity/identity-page.tsx';
import { AccessList } from '../protection/access-list.tsx';
import { EmergencyForm } from '../protection/emergency-form.tsx';
import { ResultPage } from '../results/result-page.tsx';
import { useRead } from '../session/use-call.ts';
import { useOpenFiles } from '../shell/open-files.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { VaccinePage } from '../vaccines/vaccine-page.tsx';
import { PrescriptionList, VisitList } from './patient-lists.tsx';
import { TaskDialog } from '../worklist/task-dialog.tsx';
import { displayName } from './display-name.ts';
import { PatientBar } from './patient-bar.tsx';
import styles from './patients.module.css';
import { SynthesisPage } from './synthesis-page.tsx';

const clinicalTabs = [
  'synthesis',
  'history',
  'visits',
  'prescriptions',
  'results',
  'documents',
  'vaccines',
  'identity',
  'accesses',
] as const;
type Tab = (typeof clinicalTabs)[number];
/** For a member who may not read the clinical part. */
const receptionTabs: readonly Tab[] = ['identity', 'documents'];

/** One file: identity and allergies at the top, the synthesis below, everything else one key away. */
export function PatientScreen() {
  const { scope = '' } = useParams({ strict: false });
  return <File key={scope} scope={scope} />;
}

function File({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const { add } = useOpenFiles();
  const { data: file, error, refetch } = useRead('openPatient', { scope });
  const [chosen, setTab] = useState<Tab>('synthesis');
  const [isTask, setTask] = useState(false);
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
  const { header, synthesis, deposits } = file;
  const tabs: readonly Tab[] = synthesis === null ? receptionTabs : clinicalTabs;
  const tab = tabs.includes(chosen) ? chosen : 'identity';
  const task = (
    <button
      type="button"
      className="button"
      onClick={() => {
        setTask(true);
      }}
    >
      <Icon name="checklist" /> {t.worklist.add}
    </button>
  );
  return (
    <article className={styles.file}>
      {isTask && (
        <TaskDialog
          patient={{ scope, name: displayName(header.card) }}
          onClose={() => {
            setTask(false);
          }}
        />
      )}
      <PatientBar
        header={header}
        synthesis={synthesis}
        action={
          synthesis === null ? (
            <span className={styles.actions}>{task}</span>
          ) : (
            <span className={styles.actions}>
              {task}
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
      <div role="tablist" aria-label={t.patient.parts} className={styles.tabs}>
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
            {t.patient.tabs[one]} <Count tab={one} synthesis={synthesis} />{' '}
            {one === 'documents' && deposits.length > 0 && (
              <span className="tag">{t.document.toFileShort(deposits.length)}</span>
            )}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0} className={styles.panel}>
        {tab === 'identity' && <IdentityPage file={file} />}
        {tab === 'documents' && (synthesis === null ? <DepositDesk file={file} /> : <DocumentPage file={file} />)}
        {synthesis !== null && (
          <ClinicalPanel
            header={header}
            synthesis={synthesis}
            tab={tab}
            wanted={wanted}
            onTab={setTab}
            onVaccine={(due) => {
              setWanted(due);
              setTab('vaccines');
            }}
          />
        )}
      </div>
    </article>
  );
}

function ClinicalPanel({
  header,
  synthesis,
  tab,
  wanted,
  onTab,
  onVaccine,
}: {
  readonly header: PatientHeader;
  readonly synthesis: Synthesis;
  readonly tab: Tab;
  readonly wanted: DueVaccine | null;
  readonly onTab: (tab: Tab) => void;
  readonly onVaccine: (due: DueVaccine) => void;
}) {
  const { scope } = header;
  switch (tab) {
    case 'synthesis':
      return <SynthesisPage header={header} synthesis={synthesis} onTab={onTab} onVaccine={onVaccine} />;
    case 'history':
      return <HistoryPage scope={scope} synthesis={synthesis} />;
    case 'visits':
      return <VisitList visits={synthesis.visits} />;
    case 'prescriptions':
      return <PrescriptionList prescriptions={synthesis.prescriptions} />;
    case 'results':
      return <ResultPage scope={scope} synthesis={synthesis} />;
    case 'vaccines':
      return <VaccinePage header={header} synthesis={synthesis} first={wanted} />;
    case 'accesses':
      return <AccessList scope={scope} />;
    case 'documents':
    case 'identity':
      return null;
  }
}

function Count({ tab, synthesis }: { readonly tab: Tab; readonly synthesis: Synthesis | null }) {
  if (synthesis === null) return null;
  const counts: Readonly<Record<Tab, number | null>> = {
    synthesis: null,
    history: synthesis.entries.filter(({ isInError }) => !isInError).length,
    visits: synthesis.visits.length,
    prescriptions: synthesis.prescriptions.length,
    results: synthesis.results.length,
    documents: synthesis.documents.length,
    vaccines: synthesis.vaccines.length,
    identity: null,
    accesses: null,
  };
  const count = counts[tab];
  return count === null ? null : <span className="count">{count}</span>;
}
