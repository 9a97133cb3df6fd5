import { Link, useParams, useRouter } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { displayName, isCurrentDocument, type DueVaccine, type Synthesis } from '@etanche/records-fhir';
import type { CallError } from '../../port/page-side.ts';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { SendButton } from '../exchange/send-button.tsx';
import { DepositDesk } from '../documents/deposit-desk.tsx';
import { DocumentPage } from '../documents/document-page.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { later } from '../elements/later.tsx';
import { Loading } from '../elements/loading.tsx';
import { isChild } from '../growth/child-of.ts';
import { HistoryPage } from '../history/history-page.tsx';
import { IdentityPage } from '../identity/identity-page.tsx';
import { AccessList } from '../protection/access-list.tsx';
import { mayBePregnant } from '../pregnancy/pregnancy-words.ts';
import { EmergencyForm } from '../protection/emergency-form.tsx';
import { ResultPage } from '../results/result-page.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useKeptFiles } from '../session/kept-files.ts';
import { UnsentHere } from '../unsent/unsent-here.tsx';
import { useRead } from '../session/use-call.ts';
import { useOpenFiles } from '../shell/open-files.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { PrescriptionList, VisitList } from './patient-lists.tsx';
import { TaskDialog } from '../worklist/task-dialog.tsx';
import { LostStrip } from './lost-strip.tsx';
import { PatientBar } from './patient-bar.tsx';
import styles from './patients.module.css';
import { SynthesisPage } from './synthesis-page.tsx';

/** Parts that many files do not have, or that are not read first. */
const DamagedFile = later(async () => (await import('./damaged-file.tsx')).DamagedFile);
const FileExchange = later(async () => (await import('../exchange/file-exchange.tsx')).FileExchange);
const GrowthPage = later(async () => (await import('../growth/growth-page.tsx')).GrowthPage);
const PregnancyPage = later(async () => (await import('../pregnancy/pregnancy-page.tsx')).PregnancyPage);
const VaccinePage = later(async () => (await import('../vaccines/vaccine-page.tsx')).VaccinePage);

const clinicalTabs = [
  'synthesis',
  'history',
  'visits',
  'prescriptions',
  'results',
  'growth',
  'pregnancy',
  'documents',
  'exchange',
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
  const { data: file, error: failed, refetch } = useRead('openPatient', { scope });
  const error = useStayingRefusal(failed, file !== undefined);
  const [chosen, setTab] = useTab(scope);
  const [isTask, setTask] = useState(useKeptItems('task', scope).includes(''));
  const [wanted, setWanted] = useState<DueVaccine | null>(null);
  // Before the screen is painted: the keys of the file act as soon as it is seen.
  useLayoutEffect(() => {
    if (file !== undefined) add(file.header);
    // The list of open files changes with each addition; the file alone decides.
  }, [file]);
  if (error !== null)
    return (
      <>
        {isUnverified(error) ? (
          <DamagedFile scope={scope} onRetry={() => void refetch()} />
        ) : (
          <FailureNote error={error} onRetry={() => void refetch()} />
        )}
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
  const tabs = synthesis === null ? receptionTabs : clinicalTabs.filter((one) => isShown(one, header, synthesis));
  const tab = tabs.includes(chosen) ? chosen : 'identity';
  const task = (
    <button
      type="button"
      className="button"
      aria-label={t.worklist.add}
      onClick={() => {
        setTask(true);
      }}
    >
      <Icon name="checklist" /> <Label long={t.worklist.add} short={t.worklist.addShort} />
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
              <SendButton scope={scope} item={null} label={t.shell.sendLong}>
                <Icon name="send" /> {t.shell.send}
              </SendButton>
              <Link to="/patients/$scope/prescription" params={{ scope }} className="button">
                <Icon name="pill" /> {t.prescription.open}
              </Link>
              <Link to="/patients/$scope/letters" params={{ scope }} className="button" aria-label={t.paper.letters}>
                <Icon name="file-text" /> <Label long={t.paper.letters} short={t.paper.lettersShort} />
              </Link>
              <Link to="/patients/$scope/visit" params={{ scope }} className="button primary">
                <Icon name="stethoscope" /> {t.visit.begin}
              </Link>
            </span>
          )
        }
      />
      <LostStrip {...{ scope, lost: file.lost }} />
      <UnsentHere scope={scope} />
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

/** The error to show. The refusal of a limit stays while the file is asked for again: somebody may choose a reason. */
function useStayingRefusal(error: CallError | null, isOpen: boolean): CallError | null {
  const [refused, setRefused] = useState<CallError | null>(null);
  const isAsked = error === null && !isOpen;
  const shown = isAsked ? refused : error?.failure.code === 'quota_reached' ? error : null;
  // During rendering, as React permits for state that follows from data.
  if (shown !== refused) setRefused(shown);
  return error ?? shown;
}

/** The part of a file that is shown; after a lock, the part before it. */
function useTab(scope: string) {
  const { part, keepPart } = useKeptFiles();
  const router = useRouter();
  const again = part?.scope === scope ? clinicalTabs.find((one) => one === part.tab) : undefined;
  const [tab, setTab] = useState<Tab>(again ?? 'synthesis');
  const shown = useRef(tab);
  shown.current = tab;
  useEffect(() => {
    keepPart(null);
    return () => {
      // A lock removes the screen and leaves the address.
      const isHere = router.state.location.pathname === `/patients/${scope}`;
      keepPart(isHere ? { scope, tab: shown.current } : null);
    };
  }, [keepPart, router, scope]);
  return [tab, setTab] as const;
}

/** The file was read, and is not what its authors signed. Another history of the log is no damage of the file. */
function isUnverified({ failure: { code, reason } }: CallError): boolean {
  return code === 'could_not_check' && reason === 'untrusted';
}

/** A tab that concerns only some patients. */
function isShown(tab: Tab, header: PatientHeader, synthesis: Synthesis): boolean {
  if (tab === 'growth') return isChild(header);
  return tab !== 'pregnancy' || mayBePregnant(header, synthesis);
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
      return <VisitList scope={scope} visits={synthesis.visits} />;
    case 'prescriptions':
      return <PrescriptionList scope={scope} prescriptions={synthesis.prescriptions} />;
    case 'results':
      return <ResultPage scope={scope} synthesis={synthesis} />;
    case 'pregnancy':
      return <PregnancyPage scope={scope} synthesis={synthesis} />;
    case 'growth':
      return <GrowthPage header={header} synthesis={synthesis} />;
    case 'vaccines':
      return <VaccinePage header={header} synthesis={synthesis} first={wanted} />;
    case 'accesses':
      return <AccessList scope={scope} />;
    case 'exchange':
      return <FileExchange scope={scope} card={header.card} />;
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
    growth: null,
    pregnancy: null,
    documents: synthesis.documents.filter(isCurrentDocument).length,
    exchange: null,
    vaccines: synthesis.vaccines.length,
    identity: null,
    accesses: null,
  };
  const count = counts[tab];
  return count === null ? null : <span className="count">{count}</span>;
}

/** The words of a button: the short ones where the header would need a second line. */
function Label({ long, short }: { readonly long: string; readonly short: string }) {
  return (
    <>
      <span className={styles.long}>{long}</span>
      <span className={styles.short}>{short}</span>
    </>
  );
}
