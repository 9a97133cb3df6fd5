import { useEffect, useState } from 'react';
import type { Print } from '../../paper/sheet.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './print.module.css';
import { SheetView } from './sheet-view.tsx';

/** The newest value that was known: the page stays while the next one is laid out. */
export function useLatest<T>(value: T | undefined): T | null {
  const [latest, setLatest] = useState<T | null>(null);
  useEffect(() => {
    if (value !== undefined) setLatest(value);
  }, [value]);
  return latest;
}

/** The first page of a print, and how many follow. */
export function Preview({ print }: { readonly print: Print | null }) {
  const t = useTexts();
  const [sheet] = print?.sheets ?? [];
  return (
    <aside className={styles.beside} aria-labelledby="preview">
      <h2 id="preview">{t.paper.preview}</h2>
      {print !== null && sheet !== undefined && (
        <>
          <div className={styles.page}>
            <SheetView sheet={sheet} label={print.title} />
          </div>
          {print.sheets.length > 1 && <p className="soft">{t.paper.pages(print.sheets.length)}</p>}
        </>
      )}
    </aside>
  );
}
