import { useEffect, type ReactNode } from 'react';
import { DoorFrame } from '../door/door-frame.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { PrintSheet } from '../elements/print-sheet.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';

/**
 * Shows a new kit before anything else: its sheets are stored nowhere. One that replaces another is proposed
 * afterwards.
 */
export function KitGate({ children }: { readonly children: ReactNode }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { data, refetch } = useRead('kitSheets', {});
  const printed = useWrite('kitPrinted');
  const drop = useWrite('kitDrop');
  const sheets = data?.sheets ?? [];
  const isReplacement = data?.isReplacement === true;
  const hasSheets = sheets.length > 0;
  const readAgain = (): void => void refetch();
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
    <DoorFrame title={isReplacement ? t.kit.gate.title : t.found.kitTitle} lead={t.found.kitLead} hasBack={false}>
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
        aria-disabled={printed.isPending}
        onClick={() => {
          if (!printed.isPending) printed.mutate(null, { onSuccess: readAgain });
        }}
      >
        <Icon name="check" />
        {t.found.kitDone}
      </button>
      {printed.error !== null && <FailureNote error={printed.error} />}
      <p className="soft">{isReplacement ? t.kit.gate.next : t.found.next}</p>
      {isReplacement && (
        <>
          <p className="soft">{t.kit.gate.cancelLead}</p>
          <button
            type="button"
            className="link"
            onClick={() => {
              drop.mutate(null, { onSuccess: readAgain });
            }}
          >
            {t.kit.gate.cancel}
          </button>
        </>
      )}
      <PrintSheet>
        {sheets.map(({ number, practice, text }) => (
          <section key={number} className="sheet">
            <h1>{t.found.kitSheet(number)}</h1>
            <p>
              {t.found.kitPractice} {practice}
            </p>
            <p className="code">{text}</p>
            <p>{t.found.kitPaper}</p>
            <p>{t.kit.gate.printed(dayAndTime(Date.now(), language))}</p>
          </section>
        ))}
      </PrintSheet>
    </DoorFrame>
  );
}
