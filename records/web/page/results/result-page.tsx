import { useState } from 'react';
import type { ResultLine, ResultValue, Synthesis } from '@etanche/records-fhir';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useUndo } from '../elements/use-undo.tsx';
import { VersionsDialog } from '../elements/versions-dialog.tsx';
import { SmallCurve } from '../patients/small-curve.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { longDate, number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { useShowResults } from '../worklist/use-show-results.ts';
import { AddResult } from './add-result.tsx';
import styles from './results.module.css';

/** Every analysis with its last value, the value before and the curve; abnormal ones first. */
export function ResultPage({ scope, synthesis }: { readonly scope: string; readonly synthesis: Synthesis }) {
  const t = useTexts();
  const undo = useUndo(scope);
  const { me } = useOpenSession();
  const show = useShowResults(scope);
  const error = useWrite('recordInError');
  const [open, setOpen] = useState<string | null>(null);
  const [versions, setVersions] = useState<{ readonly id: string; readonly title: string } | null>(null);
  const failed = undo.error ?? error.error;
  return (
    <div className={styles.page}>
      {failed !== null && <FailureNote error={failed} />}
      {show.error !== null && (
        <div role="alert">
          <strong>{t.worklist.notOnList}</strong>
          <FailureNote error={show.error} />
        </div>
      )}
      <div className="card">
        <KeptForm form="result" scope={scope}>
          <AddResult scope={scope} undo={undo} show={show} />
        </KeptForm>
      </div>
      {synthesis.results.length === 0 && <p className="soft">{t.patient.noMeasures}</p>}
      {synthesis.results.length > 0 && (
        <div className={`card ${styles.scroll ?? ''}`}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t.clinic.result.analysis}</th>
                <th scope="col" className={styles.number}>
                  {t.clinic.result.last}
                </th>
                <th scope="col">{t.clinic.result.reference}</th>
                <th scope="col">{t.clinic.vaccine.date}</th>
                <th scope="col" className={styles.number}>
                  {t.clinic.result.before}
                </th>
                <th scope="col">{t.clinic.result.curve}</th>
              </tr>
            </thead>
            {synthesis.results.map((line) => {
              const key = `${line.code} ${line.unit}`;
              return (
                <tbody key={key}>
                  <Line
                    line={line}
                    series={synthesis.measures.find((one) => `${one.code} ${one.unit}` === key)}
                    isOpen={open === key}
                    onToggle={() => {
                      setOpen(open === key ? null : key);
                    }}
                  />
                  {open === key && (
                    <tr>
                      <td colSpan={6}>
                        <ul className={styles.values}>
                          {line.values.map((value) => (
                            <Value
                              key={value.id}
                              value={value}
                              line={line}
                              onShow={() => {
                                show.add(me.id, [value.id]);
                              }}
                              onVersions={() => {
                                setVersions({ id: value.id, title: line.name });
                              }}
                              onError={() => {
                                error.mutate(
                                  { scope, id: value.id },
                                  {
                                    onSuccess: (written) => {
                                      undo.done(t.clinic.markedInError(`${line.name} ${value.text}`), written);
                                    },
                                  },
                                );
                              }}
                            />
                          ))}
                        </ul>
                      </td>
                    </tr>
                  )}
                </tbody>
              );
            })}
          </table>
        </div>
      )}
      {versions !== null && (
        <VersionsDialog
          scope={scope}
          {...versions}
          onClose={() => {
            setVersions(null);
          }}
        />
      )}
    </div>
  );
}

function Line({
  line: { name, unit, range, values },
  series,
  isOpen,
  onToggle,
}: {
  readonly line: ResultLine;
  readonly series: Synthesis['measures'][number] | undefined;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const [last, before] = values;
  if (last === undefined) return null;
  const limit = (value: number | null): string | null => (value === null ? null : number(value, language));
  return (
    <tr data-abnormal={last.abnormal !== null}>
      <th scope="row">
        <button type="button" className={styles.name} aria-expanded={isOpen} onClick={onToggle}>
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={16} /> {name}
        </button>
      </th>
      <td className={styles.number}>
        <Written value={last} /> <small>{unit}</small>
      </td>
      <td className="soft">{range === null ? '' : t.patient.reference(limit(range.low), limit(range.high))}</td>
      <td className="soft">{longDate(last.date, language)}</td>
      <td className={styles.number}>{before === undefined ? '' : <Written value={before} />}</td>
      <td>{series !== undefined && <SmallCurve series={series} />}</td>
    </tr>
  );
}

function Value({
  value,
  line,
  onShow,
  onVersions,
  onError,
}: {
  readonly value: ResultValue;
  readonly line: ResultLine;
  readonly onShow: () => void;
  readonly onVersions: () => void;
  readonly onError: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const name = `${line.name} ${value.text}`;
  return (
    <li>
      <span className="soft">{longDate(value.date, language)}</span>
      <span>
        <Written value={value} /> <small>{line.unit}</small>
      </span>
      <button type="button" className="link" aria-label={t.labelled(t.worklist.again, name)} onClick={onShow}>
        {t.worklist.again}
      </button>
      <button type="button" className="link" aria-label={t.labelled(t.clinic.inError, name)} onClick={onError}>
        {t.clinic.inError}
      </button>
      <button type="button" className="link" aria-label={t.labelled(t.clinic.versions, name)} onClick={onVersions}>
        {t.clinic.versions}
      </button>
    </li>
  );
}

/** A value as written; an abnormal one has an arrow and a word for screen readers, besides its colour. */
function Written({ value: { text, abnormal } }: { readonly value: ResultValue }) {
  const t = useTexts();
  if (abnormal === null) return <span>{text}</span>;
  return (
    <span className={styles.abnormal}>
      {text} <Icon name={abnormal === 'high' ? 'arrow-up' : 'arrow-down'} size={14} />
      <span className="visually-hidden">{t.patient[abnormal]}</span>
    </span>
  );
}
