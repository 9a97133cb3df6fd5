import {
  isCurrentDocument,
  type DueVaccine,
  type MeasureSeries,
  type Synthesis,
  type VisitView,
} from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { GrowthCard } from '../growth/growth-card.tsx';
import { Icon } from '../elements/icon.tsx';
import { RowSendButton } from '../exchange/send-button.tsx';
import { longDate, number } from '../text/format.ts';
import { PregnancyCard } from '../pregnancy/pregnancy-card.tsx';
import { shownPhone } from '../text/shown-numbers.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { DueList } from '../vaccines/due-list.tsx';
import { dueOf } from '../vaccines/due-of.ts';
import { SmallCurve } from './small-curve.tsx';
import styles from './synthesis.module.css';
import { Timeline } from './timeline.tsx';

type Tab = 'history' | 'visits' | 'prescriptions' | 'results' | 'documents' | 'vaccines' | 'growth' | 'pregnancy';

/** Measurements that a synthesis shows first, by LOINC code. */
const important = ['4548-4', '85354-9', '33914-3', '2160-0', '29463-7', '39156-5', '13457-7', '3016-3'];
const shown = { visits: 3, documents: 4, measures: 6, due: 3 } as const;

/** The file at a glance, in three columns. */
export function SynthesisPage({
  header,
  synthesis,
  onTab,
  onVaccine,
}: {
  readonly header: PatientHeader;
  readonly synthesis: Synthesis;
  readonly onTab: (tab: Tab) => void;
  readonly onVaccine: (due: DueVaccine) => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const due = dueOf(header, synthesis);
  const active = synthesis.problems.filter(({ isActive }) => isActive);
  const documents = synthesis.documents.filter(isCurrentDocument);
  const past = synthesis.problems.filter(({ isActive }) => !isActive);
  const rank = ({ code }: MeasureSeries): number => {
    const at = important.indexOf(code);
    return at === -1 ? important.length : at;
  };
  const measures = synthesis.measures
    .filter((series) => rank(series) < important.length || series.points.at(-1)?.abnormal !== null)
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, shown.measures);
  return (
    <div className={styles.page}>
      <div className={styles.columns}>
        <div className={styles.column}>
          <section className="card">
            <div className={styles.head}>
              <h2>{t.patient.problems}</h2>
              <button
                type="button"
                className="link"
                aria-label={t.labelled(t.clinic.modify, t.patient.problems)}
                onClick={() => {
                  onTab('history');
                }}
              >
                {t.clinic.modify}
              </button>
            </div>
            {active.length === 0 && <p className="soft">{t.patient.noProblems}</p>}
            <ul className="rows">
              {active.map(({ id, name, date, isLongTerm }) => (
                <li key={id}>
                  <strong>{name}</strong> {isLongTerm && <span className="tag">ALD</span>}
                  {date !== null && <small>{t.patient.since(longDate(date, language))}</small>}
                </li>
              ))}
            </ul>
          </section>
          <section className="card">
            <div className={styles.head}>
              <h2>{t.patient.allergyTitle}</h2>
              <button
                type="button"
                className="link"
                aria-label={t.labelled(t.clinic.modify, t.patient.allergyTitle)}
                onClick={() => {
                  onTab('history');
                }}
              >
                {t.clinic.modify}
              </button>
            </div>
            {synthesis.allergies.state !== 'listed' && (
              <p className="soft">{t.patient.allergies[synthesis.allergies.state]}</p>
            )}
            <ul className="rows">
              {synthesis.allergies.list.map(({ id, substance, reaction, date, isSevere, isIntolerance }) => (
                <li key={id} className={isIntolerance ? undefined : styles.alert}>
                  <strong>{substance}</strong>
                  <small>
                    {[
                      reaction,
                      date?.slice(0, 4),
                      isIntolerance ? t.patient.intolerance : isSevere ? t.patient.severe : null,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </small>
                </li>
              ))}
            </ul>
          </section>
          <section className="card">
            <div className={styles.head}>
              <h2>{t.patient.history}</h2>
              <button
                type="button"
                className="link"
                aria-label={t.labelled(t.clinic.modify, t.patient.history)}
                onClick={() => {
                  onTab('history');
                }}
              >
                {t.clinic.modify}
              </button>
            </div>
            {synthesis.history.length + past.length === 0 && <p className="soft">{t.clinic.none}</p>}
            <ul className="rows">
              {synthesis.history.map(({ id, name, date }) => (
                <li key={id}>
                  {name}
                  {date === null ? '' : `, ${date.slice(0, 4)}`}
                </li>
              ))}
              {past.map(({ id, name, date }) => (
                <li key={id} className="soft">
                  {name}
                  {date === null ? '' : `, ${date.slice(0, 4)}`}
                </li>
              ))}
            </ul>
          </section>
        </div>
        <div className={styles.column}>
          <section className="card">
            <h2>{t.patient.treatment}</h2>
            {synthesis.treatments.length === 0 && <p className="soft">{t.patient.noTreatment}</p>}
            <ul className="rows">
              {synthesis.treatments.map(({ id, name, strength, dose }) => (
                <li key={id} className={styles.pair}>
                  <span>
                    <strong>{name}</strong> {strength}
                  </span>
                  <span className="soft">{dose}</span>
                </li>
              ))}
            </ul>
          </section>
          <section className="card">
            <div className={styles.head}>
              <h2>{t.patient.lastVisits}</h2>
              {synthesis.visits.length > shown.visits && (
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    onTab('visits');
                  }}
                >
                  {t.patient.readAll(synthesis.visits.length)}
                </button>
              )}
            </div>
            {synthesis.visits.length === 0 && <p className="soft">{t.patient.noVisits}</p>}
            <ul className="rows">
              {synthesis.visits.slice(0, shown.visits).map((visit) => (
                <li key={visit.id} className={styles.visit}>
                  <span className="soft">
                    {longDate(visit.date, language)} <small>{visit.author}</small>
                  </span>
                  <p>
                    <strong>{visit.reason}. </strong>
                    {summaryOf(visit)}
                  </p>
                  {visit.sections.length > 0 && (
                    <RowSendButton
                      {...{ scope: header.scope, item: visit.id }}
                      label={t.shell.sendVisit(longDate(visit.date, language))}
                    />
                  )}
                </li>
              ))}
            </ul>
          </section>
          <section className="card">
            <div className={styles.head}>
              <h2>{t.patient.documents}</h2>
              {documents.length > shown.documents && (
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    onTab('documents');
                  }}
                >
                  {t.patient.all(documents.length)}
                </button>
              )}
            </div>
            {documents.length === 0 && <p className="soft">{t.patient.noDocuments}</p>}
            <ul className="rows">
              {documents.slice(0, shown.documents).map(({ id, date, title, author, content }) => (
                <li key={id} className={styles.document}>
                  <span className="soft">{longDate(date, language)}</span>
                  <span>
                    {title}
                    {author === null || title.includes(author) ? '' : `, ${author}`}
                  </span>
                  {content !== 'missing' && (
                    <RowSendButton {...{ scope: header.scope, item: id }} label={t.labelled(t.shell.sendOne, title)} />
                  )}
                </li>
              ))}
            </ul>
          </section>
        </div>
        <div className={styles.column}>
          <PregnancyCard
            synthesis={synthesis}
            onOpen={() => {
              onTab('pregnancy');
            }}
          />
          {due.length > 0 && (
            <section className="card">
              <div className={styles.head}>
                <h2>{t.clinic.vaccine.todo}</h2>
                {due.length > shown.due && (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      onTab('vaccines');
                    }}
                  >
                    {t.patient.all(due.length)}
                  </button>
                )}
              </div>
              <DueList due={due.slice(0, shown.due)} onGive={onVaccine} />
            </section>
          )}
          <GrowthCard
            header={header}
            synthesis={synthesis}
            onOpen={() => {
              onTab('growth');
            }}
          />
          <section className="card">
            <h2>{t.patient.measures}</h2>
            {measures.length === 0 && <p className="soft">{t.patient.noMeasures}</p>}
            <ul className="rows">
              {measures.map((series) => (
                <Measure key={`${series.code} ${series.unit}`} series={series} />
              ))}
            </ul>
          </section>
          <section className="card">
            <h2>{t.patient.around}</h2>
            {synthesis.treatingDoctor !== null && <p>{t.patient.treatingDoctor(synthesis.treatingDoctor)}</p>}
            <ul className="rows">
              {synthesis.relatives.map(({ name, phone }) => (
                <li key={name}>
                  {name}
                  {phone === null ? '' : `, ${shownPhone(phone)}`}
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
      <Timeline synthesis={synthesis} />
    </div>
  );
}

function Measure({ series }: { readonly series: MeasureSeries }) {
  const t = useTexts();
  const { language } = useLanguage();
  const last = series.points.at(-1);
  if (last === undefined) return null;
  const value = number(last.value, language) + (last.second === null ? '' : `/${number(last.second, language)}`);
  return (
    <li className={styles.measure}>
      <span>{series.name}</span>
      <span>
        <b className={last.abnormal === null ? undefined : styles.abnormal}>{value}</b> <small>{series.unit}</small>{' '}
        {last.abnormal !== null && (
          <span className={styles.abnormal}>
            <Icon name={last.abnormal === 'high' ? 'arrow-up' : 'arrow-down'} size={16} />
            <span className="visually-hidden">{t.patient[last.abnormal]}</span>
          </span>
        )}
        <small className={styles.when}>{longDate(last.date, language)}</small>
      </span>
      <SmallCurve series={series} />
    </li>
  );
}

/** The conclusion, or the last section of another program's note. */
function summaryOf({ sections }: VisitView): string {
  return (
    (sections.find(({ title }) => title === 'Conclusion') ?? sections.findLast(({ title }) => title !== 'Motif'))
      ?.text ?? ''
  );
}
