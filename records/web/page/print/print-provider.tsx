import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Print } from '../../paper/sheet.ts';
import styles from './print.module.css';
import { SheetView } from './sheet-view.tsx';

const Context = createContext<(print: Print) => void>(() => undefined);

/**
 * Prints pages from the document itself: no file, no URL and no other window holds them, and they leave the document
 * when the dialog of the system closes (decision 0041).
 */
export function PrintProvider({ children }: { readonly children: ReactNode }) {
  const [printed, setPrinted] = useState<Print | null>(null);
  useEffect(() => {
    if (printed === null) return undefined;
    const end = (): void => {
      setPrinted(null);
    };
    addEventListener('afterprint', end, { once: true });
    document.body.classList.add('printing');
    const frame = requestAnimationFrame(() => {
      print();
    });
    return () => {
      cancelAnimationFrame(frame);
      document.body.classList.remove('printing');
      removeEventListener('afterprint', end);
    };
  }, [printed]);
  return (
    <Context value={setPrinted}>
      {children}
      {printed !== null &&
        createPortal(
          <div className={styles.root} data-print="">
            {printed.sheets.map((sheet, i) => (
              <SheetView key={i} sheet={sheet} label={`${printed.title} ${i + 1}`} />
            ))}
          </div>,
          document.body,
        )}
    </Context>
  );
}

/** Opens the system's print dialog with these pages. */
export function usePrint(): (print: Print) => void {
  return use(Context);
}
