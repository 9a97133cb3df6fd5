import { useState } from 'react';
import { openGrowthTable, packGrowthTable, readWhoFiles, type GrowthTable } from '@etanche/records-fhir';
import { isEtancheError } from '@etanche/core-wire';
import type { SettingsView } from '../../port/settings-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { documentsOf } from '../session/use-settings.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './settings.module.css';
import { usePut } from './use-put.ts';

/** More than any table has: a larger file is not read. */
const mostBytes = 4 << 20;

/** The references for growth charts: each with its date and source, and a way to load another one. */
export function GrowthTables({ view }: { readonly view: SettingsView }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { put, remove, isPending, error, fault } = usePut();
  const [refusal, setRefusal] = useState<string | null>(null);
  const entries = documentsOf(view, 'growth');
  const load = async (files: readonly File[]): Promise<void> => {
    setRefusal(null);
    try {
      const table = await readTable(files);
      const known = entries.find(({ content }) => content.name === table.name) ?? null;
      const { curves, ...facts } = packGrowthTable(table);
      put({ document: 'growth', ...facts, curves: curves.map((one) => ({ ...one, rows: [...one.rows] })) }, known);
    } catch (reason) {
      if (!isEtancheError(reason)) throw reason;
      setRefusal(t.growth.tables.invalid('path' in reason ? String(reason.path) : ''));
    }
  };
  return (
    <div className={styles.form}>
      <p className="soft">{t.growth.tables.lead}</p>
      {entries.length === 0 && <p className="soft">{t.growth.noTable}</p>}
      <ul className="rows">
        {entries.map((entry) => {
          const { name, date, source, beyond3, curves } = entry.content;
          const names = curves.map(
            ({ measure, sex }) =>
              `${t.growth.measures[measure].toLowerCase()} (${sex === 'male' ? t.growth.tables.boys : t.growth.tables.girls})`,
          );
          return (
            <li key={entry.id}>
              <strong>{name}</strong>, {longDate(date, language)}
              <small>{t.growth.source(source)}</small>
              <small>{t.growth.tables.curves(names.join(', '))}</small>
              <small>{t.growth.beyond[beyond3]}</small>
              <button
                type="button"
                className="link"
                aria-label={t.labelled(t.settings.remove, name)}
                onClick={() => {
                  remove(entry, name);
                }}
              >
                {t.settings.remove}
              </button>
            </li>
          );
        })}
      </ul>
      <label className={styles.field}>
        <span>{t.growth.tables.choose}</span>
        <input
          type="file"
          accept=".json,.txt"
          multiple
          disabled={isPending}
          onChange={({ target }) => {
            const files = Array.from(target.files ?? []);
            if (files.length > 0) void load(files);
            target.value = '';
          }}
        />
      </label>
      {(refusal ?? fault) !== null && (
        <p className={styles.fault} role="alert">
          {refusal ?? fault}
        </p>
      )}
      {error !== null && <FailureNote error={error} />}
    </div>
  );
}

/** A table in our format, or the text files of the WHO together. */
async function readTable(files: readonly File[]): Promise<GrowthTable> {
  const read = await Promise.all(
    files.map(async (file) => ({ name: file.name, text: file.size > mostBytes ? '' : await file.text() })),
  );
  const [first] = read;
  return read.length === 1 && first?.name.endsWith('.json') === true ? openGrowthTable(first.text) : readWhoFiles(read);
}
