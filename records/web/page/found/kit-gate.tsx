import { useEffect, type ReactNode } from 'react';
import { DoorFrame } from '../door/door-frame.tsx';
import { Icon } from '../elements/icon.tsx';
import { PrintSheet } from '../elements/print-sheet.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';

/** Shows the kit of a new practice before anything else: its sheets are stored nowhere. */
export function KitGate({ children }: { readonly children: ReactNode }) {
  const t = useTexts();
  const { data: sheets, refetch } = useRead('kitSheets', {});
  const printed = useWrite('kitPrinted');
  const hasSheets = sheets !== undefined && sheets.length > 0;
  useEffect(() => {
    if (!hasSheets) return;
    const warn = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
    };
  }, [hasSheets]);
  if (!hasSheets) return children;
  return (
    <DoorFrame title={t.found.kitTitle} lead={t.found.kitLead} hasBack={false}>
      <p>
        <strong>{t.found.kitOnce}</strong>
      </p>
      <button
        type="button"
        className="button primary large"
        onClick={() => {
          print();
        }}
      >
        <Icon name="printer" />
        {t.found.kitPrint}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          printed.mutate(null, { onSuccess: () => void refetch() });
        }}
      >
        <Icon name="check" />
        {t.found.kitDone}
      </button>
      <p className="soft">{t.found.next}</p>
      <PrintSheet>
        {sheets.map(({ number, practice, text }) => (
          <section key={number} className="sheet">
            <h1>{t.found.kitSheet(number)}</h1>
            <p>
              {t.found.kitPractice} {practice}
            </p>
            <p className="code">{text}</p>
            <p>{t.found.kitPaper}</p>
          </section>
        ))}
      </PrintSheet>
    </DoorFrame>
  );
}
