import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Synthesis } from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import type { Visit } from '../../port/visit-calls.ts';
import { practiceClock } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon, type IconName } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { PatientBar } from '../patients/patient-bar.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { dayTitle, shortTime } from '../text/format.ts';
import type { Texts } from '../text/fr.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { MeasureList } from './measure-list.tsx';
import { MeasuredText } from './measured-text.tsx';
import { NextAppointment } from './next-appointment.tsx';
import { SaveLine } from './save-line.tsx';
import { TemplateChoice } from './template-choice.tsx';
import { useEndKey } from './use-end-key.ts';
import { useKeeping } from './use-keeping.ts';
import { VisitContext } from './visit-context.tsx';
import { VisitPapers } from './visit-papers.tsx';
import styles from './visit.module.css';

const papers = [
  { to: '/patients/$scope/prescription', icon: 'pill', name: (t) => t.prescription.open, keys: 'Alt O' },
  { to: '/patients/$scope/letters', icon: 'file-text', name: (t) => t.paper.kinds.letter ?? '', keys: 'Alt L' },
  {
    to: '/patients/$scope/certificates',
    icon: 'certificate',
    name: (t) => t.paper.kinds.certificate ?? '',
    keys: 'Alt C',
  },
] as const satisfies readonly { to: string; icon: IconName; name: (t: Texts) => string; keys: string }[];

/** A consultation: one text, with structure on demand, kept while it is typed. */
export function VisitScreen() {
  const { scope = '' } = useParams({ strict: false });
  return <Begun key={scope} scope={scope} />;
}

function Begun({ scope }: { readonly scope: string }) {
  const { data: file, error } = useRead('openPatient', { scope });
  const begin = useWrite('visitBegin');
  const isBegun = useRef(false);
  useEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    begin.mutate({ scope });
  }, [begin, scope]);
  const failed = error ?? begin.error;
  if (failed !== null) return <FailureNote error={failed} />;
  if (file === undefined || begin.data === undefined) return <Loading bars={5} />;
  if (file.synthesis === null) return null;
  return (
    <article className={styles.file}>
      <PatientBar header={file.header} synthesis={file.synthesis} />
      <div className={styles.columns}>
        <VisitContext synthesis={file.synthesis} />
        <Note visit={begin.data} header={file.header} synthesis={file.synthesis} />
      </div>
    </article>
  );
}

function Note({
  visit,
  header,
  synthesis,
}: {
  readonly visit: Visit;
  readonly header: PatientHeader;
  readonly synthesis: Synthesis;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const navigate = useNavigate();
  const toast = useToast();
  const [reason, setReason] = useState(visit.reason);
  const [examination, setExamination] = useState(visit.examination);
  const [conclusion, setConclusion] = useState(visit.conclusion);
  const [measures, setMeasures] = useState(visit.measures);
  const texts = { key: visit.key, reason, examination, conclusion };
  const keeping = useKeeping(texts);
  const measure = useWrite('visitMeasure');
  const remove = useWrite('visitRemoveMeasure');
  const end = useWrite('visitEnd');
  const finish = (): void => {
    if (end.isPending) return;
    end.mutate(texts, {
      onSuccess: ({ isCreated }) => {
        if (!isCreated) toast(t.visit.nothingWritten);
      },
      ifShown: () => {
        keeping.end();
        void navigate({ to: '/patients/$scope', params: { scope: visit.scope } });
      },
    });
  };
  useEndKey(finish);
  const form = useRef<HTMLFormElement>(null);
  const started = new Date(visit.startedAt);
  const failed = keeping.error ?? measure.error ?? remove.error ?? end.error;
  return (
    <>
      <form
        ref={form}
        className={styles.note}
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <div className={styles.head}>
          <h2>
            {dayTitle(practiceClock(started.getTime()).slice(0, 10), language)},{' '}
            {shortTime(started.getTime(), language)}
          </h2>
          <TemplateChoice
            scope={visit.scope}
            onText={(text) => {
              setExamination((before) => (before.trim() === '' ? text : `${before.trimEnd()}\n${text}`));
            }}
          />
          <SaveLine keeping={keeping} />
        </div>
        <label className={styles.part}>
          <span>{t.visit.reason}</span>
          <input
            value={reason}
            autoFocus
            onChange={({ target }) => {
              setReason(target.value);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.ctrlKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              form.current?.querySelector('textarea')?.focus();
            }}
          />
        </label>
        <MeasuredText
          label={t.visit.examination}
          hint={t.visit.measureHint}
          value={examination}
          onChange={setExamination}
          onMeasure={async (accepted) =>
            measure.mutateAsync({ key: visit.key, ...accepted }).then(
              (one) => {
                setMeasures((all) => [...all, one]);
                return true;
              },
              () => false,
            )
          }
        />
        <MeasuredText
          label={t.visit.conclusion}
          hint={null}
          value={conclusion}
          onChange={setConclusion}
          onMeasure={null}
        />
        {failed !== null && <FailureNote error={failed} onRetry={keeping.retry} />}
        <div className={styles.actions}>
          {papers.map(({ to, icon, name, keys }) => (
            <Link key={to} to={to} params={{ scope: visit.scope }} className="button">
              <Icon name={icon} /> {name(t)} <kbd>{keys}</kbd>
            </Link>
          ))}
          <button type="button" className="button primary" aria-disabled={end.isPending} onClick={finish}>
            {t.visit.end} <kbd>Ctrl {t.visit.enter}</kbd>
          </button>
        </div>
      </form>
      <aside className={styles.side}>
        <MeasureList
          measures={measures}
          onRemove={(id) => {
            remove.mutate(
              { key: visit.key, id },
              {
                onSuccess: () => {
                  setMeasures((all) => all.filter((one) => one.id !== id));
                },
              },
            );
          }}
        />
        <VisitPapers synthesis={synthesis} />
        <NextAppointment patient={header} />
      </aside>
    </>
  );
}
