import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Synthesis } from '@etanche/records-fhir';
import type { Visit } from '../../port/visit-calls.ts';
import { practiceClock, practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { PatientBar } from '../patients/patient-bar.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { dayTitle, longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { MeasureList } from './measure-list.tsx';
import { MeasuredText } from './measured-text.tsx';
import { SaveLine } from './save-line.tsx';
import { useKeeping } from './use-keeping.ts';
import styles from './visit.module.css';

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
        <Context synthesis={file.synthesis} />
        <Note visit={begin.data} />
      </div>
    </article>
  );
}

function Note({ visit }: { readonly visit: Visit }) {
  const t = useTexts();
  const { language } = useLanguage();
  const navigate = useNavigate();
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
      onSuccess: () => {
        void navigate({ to: '/patients/$scope', params: { scope: visit.scope } });
      },
    });
  };
  const started = new Date(visit.startedAt);
  const failed = keeping.error ?? measure.error ?? remove.error ?? end.error;
  return (
    <>
      <form
        className={styles.note}
        onSubmit={(event) => {
          event.preventDefault();
          finish();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey) finish();
        }}
      >
        <div className={styles.head}>
          <h2>
            {dayTitle(practiceClock(started.getTime()).slice(0, 10), language)},{' '}
            {new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(started)}
          </h2>
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
          />
        </label>
        <MeasuredText
          label={t.visit.examination}
          hint={t.visit.measureHint}
          value={examination}
          onChange={setExamination}
          onMeasure={(accepted) => {
            measure.mutate(
              { key: visit.key, ...accepted },
              {
                onSuccess: (one) => {
                  setMeasures((all) => [...all, one]);
                },
              },
            );
          }}
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
          <button type="submit" className="button primary" aria-disabled={end.isPending}>
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
      </aside>
    </>
  );
}

/** The part of the file that stays in view while the doctor writes. */
function Context({ synthesis }: { readonly synthesis: Synthesis }) {
  const t = useTexts();
  const { language } = useLanguage();
  // The consultation that goes on is in the file too.
  const today = practiceToday();
  const last = synthesis.visits.find(({ date }) => date !== null && date.slice(0, 10) < today);
  return (
    <aside className={styles.context}>
      <h2>{t.patient.treatment}</h2>
      {synthesis.treatments.length === 0 && <p className="soft">{t.patient.noTreatment}</p>}
      <ul>
        {synthesis.treatments.map(({ id, name, strength, dose }) => (
          <li key={id}>
            <strong>{name}</strong> {strength} <small>{dose}</small>
          </li>
        ))}
      </ul>
      <h2>{t.patient.problems}</h2>
      <ul>
        {synthesis.problems
          .filter(({ isActive }) => isActive)
          .map(({ id, name, isLongTerm }) => (
            <li key={id}>
              {name} {isLongTerm && <span className="tag">ALD</span>}
            </li>
          ))}
      </ul>
      {last !== undefined && (
        <>
          <h2>
            {longDate(last.date, language)}, {last.author}
          </h2>
          <p className="soft">
            <Icon name="history" size={16} /> {last.reason}. {last.sections.at(-1)?.text}
          </p>
        </>
      )}
    </aside>
  );
}
