import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { growthMeasures, type GrowthMeasure, type GrowthTable, type Synthesis } from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useUndo } from '../elements/use-undo.tsx';
import { PrintKey } from '../print/print-key.tsx';
import { usePrint } from '../print/print-provider.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { spanOf, spans, type LineKind, type Span } from './chart-geometry.ts';
import { childOf, monthsOf, type Child } from './child-of.ts';
import { GestationField } from './gestation-field.tsx';
import { GrowthChart } from './growth-chart.tsx';
import { GrowthForm } from './growth-form.tsx';
import { printedGrowth } from './printed-growth.ts';
import styles from './growth.module.css';
import { LastGrowth } from './last-growth.tsx';
import { MeasurementTable } from './measurement-table.tsx';
import { useGrowthTables } from './use-growth-tables.ts';

const kinds = ['centiles', 'deviations'] as const satisfies readonly LineKind[];

/**
 * The growth of a child: measurements by hand, a chart of each against the reference of the practice, and its paper.
 */
export function GrowthPage({ header, synthesis }: { readonly header: PatientHeader; readonly synthesis: Synthesis }) {
  const t = useTexts();
  const child = childOf(header, synthesis);
  if (child === null) return <p className="soft">{t.growth.noBirth}</p>;
  return <Charts header={header} child={child} />;
}

function Charts({ header, child }: { readonly header: PatientHeader; readonly child: Child }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { practice } = useOpenSession();
  const undo = useUndo(header.scope);
  const print = usePrint();
  const tables = useGrowthTables();
  const [measure, setMeasure] = useState<GrowthMeasure>('weight');
  const [lines, setLines] = useState<LineKind>('centiles');
  const [isCorrected, setCorrected] = useState(true);
  const [chosen, setChosen] = useState<string | null>(null);
  const newest = growthMeasures.flatMap((one) => child.points[one]).map((point) => monthsOf(point, false));
  const [span, setSpan] = useState<Span>(() => spanOf(Math.max(0, ...newest)));
  const table = tables?.find(({ name }) => name === chosen) ?? tables?.[0] ?? null;
  const isPreterm = growthMeasures.some((one) => child.points[one].some(({ correctedDays }) => correctedDays !== null));
  const onPrint = (): void => {
    print(printedGrowth({ practice, header, child, table, lines, isCorrected, span, t, language }));
  };
  return (
    <div className={styles.page}>
      <PrintKey onPrint={onPrint} />
      {undo.error !== null && <FailureNote error={undo.error} />}
      <section className="card" aria-label={t.growth.title}>
        <div className={styles.head}>
          <Choice
            label={t.growth.chart}
            options={growthMeasures.map((one) => [one, t.growth.measures[one]] as const)}
            value={measure}
            onValue={setMeasure}
          />
          <Choice
            label={t.growth.ages}
            options={spans.map((one) => [one, t.growth.spans[one]] as const)}
            value={span}
            onValue={setSpan}
          />
          {table !== null && (
            <Choice
              label={t.growth.lines}
              options={kinds.map((one) => [one, t.growth.lineKinds[one]] as const)}
              value={lines}
              onValue={setLines}
            />
          )}
          <button type="button" className="button" onClick={onPrint}>
            <Icon name="printer" /> {t.growth.print} <kbd>Ctrl P</kbd>
          </button>
        </div>
        <GrowthChart {...{ child, measure, table, span, lines, isCorrected }} />
        {isPreterm && (
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={isCorrected}
              onChange={({ target }) => {
                setCorrected(target.checked);
              }}
            />
            {t.growth.corrected}
          </label>
        )}
        {tables !== undefined && <Reference tables={tables} table={table} child={child} onChoose={setChosen} />}
      </section>
      <div className={styles.side}>
        <section className="card" aria-label={t.growth.add}>
          <h2>{t.growth.add}</h2>
          <KeptForm form="growth" scope={header.scope}>
            <GrowthForm scope={header.scope} birth={child.birth} undo={undo} />
          </KeptForm>
          <GestationField key={child.gestationDays} scope={header.scope} days={child.gestationDays} undo={undo} />
        </section>
        <section className="card" aria-label={t.growth.last}>
          <h2>{t.growth.last}</h2>
          <LastGrowth child={child} table={table} />
        </section>
      </div>
      <section className={`card ${styles.wide ?? ''}`} aria-label={t.growth.measurements}>
        <h2>{t.growth.measurements}</h2>
        <MeasurementTable child={child} table={table} isCorrected={isCorrected} />
      </section>
    </div>
  );
}

/** States the reference with its date and source, or why there is none. */
function Reference({
  tables,
  table,
  child,
  onChoose,
}: {
  readonly tables: readonly GrowthTable[];
  readonly table: GrowthTable | null;
  readonly child: Child;
  readonly onChoose: (name: string) => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  if (table === null)
    return (
      <p className={styles.note}>
        {t.growth.noTable}{' '}
        <Link to="/settings/$part" params={{ part: 'growth' }}>
          {t.growth.load}
        </Link>
      </p>
    );
  return (
    <div className={styles.note}>
      {tables.length > 1 && (
        <label>
          {t.growth.table}{' '}
          <select
            value={table.name}
            onChange={({ target }) => {
              onChoose(target.value);
            }}
          >
            {tables.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <p>
        {t.growth.reference(table.name, longDate(table.date, language))} {t.growth.source(table.source)}{' '}
        {t.growth.beyond[table.beyond3]}
      </p>
      {child.sex === null && <p>{t.growth.noSex}</p>}
    </div>
  );
}

function Choice<Value extends string | number>({
  label,
  options,
  value,
  onValue,
}: {
  readonly label: string;
  readonly options: readonly (readonly [Value, string])[];
  readonly value: Value;
  readonly onValue: (value: Value) => void;
}) {
  return (
    <fieldset className={styles.choice}>
      <legend className="visually-hidden">{label}</legend>
      {options.map(([one, name]) => (
        <button
          key={one}
          type="button"
          className="button"
          aria-pressed={one === value}
          onClick={() => {
            onValue(one);
          }}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
