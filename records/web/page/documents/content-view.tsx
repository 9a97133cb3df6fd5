import { useState } from 'react';
import { saveFile } from '../elements/save-file.ts';
import type { DocumentContent } from '../../port/document-calls.ts';
import { decodeText, type DocumentType } from '../../port/recognise-document.ts';
import { Icon } from '../elements/icon.tsx';
import { later } from '../elements/later.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './documents.module.css';
import { ImageCanvas } from './image-canvas.tsx';

const endings: Readonly<Record<DocumentType, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'text/plain': 'txt',
};

const PdfView = later(async () => (await import('./pdf/pdf-view.tsx')).PdfView);

/** A name without the patient's; bytes of no known type get a harmless ending. */
function fileName(type: DocumentType | null, date: string | null): string {
  return `document-${date?.slice(0, 10) ?? 'sans-date'}.${type === null ? 'bin' : endings[type]}`;
}

/** The content of a document in place: an image, a PDF or a text (decision 0042). */
export function ContentView({
  content: { type, bytes },
  title,
  date,
}: {
  readonly content: DocumentContent;
  readonly title: string;
  readonly date: string | null;
}) {
  const t = useTexts();
  const show = useToast();
  const [isLarge, setLarge] = useState(false);
  const [turns, setTurns] = useState(0);
  const [isDamaged, setDamaged] = useState(false);
  const isImage = (type === 'image/jpeg' || type === 'image/png') && !isDamaged;
  const save = (
    <button
      type="button"
      className="button"
      onClick={() => {
        saveFile(bytes, type ?? 'application/octet-stream', fileName(type, date));
        show(t.document.saved);
      }}
    >
      <Icon name="download" /> {t.document.save}
    </button>
  );
  if (isImage)
    return (
      <>
        <div className={styles.tools}>
          <button
            type="button"
            className="button"
            aria-pressed={isLarge}
            onClick={() => {
              setLarge(!isLarge);
            }}
          >
            {isLarge ? t.document.smaller : t.document.larger}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setTurns((turns + 1) % 4);
            }}
          >
            {t.document.turn}
          </button>
          {save}
        </div>
        <div className={styles.frame} tabIndex={0} role="group" aria-label={title}>
          <ImageCanvas
            {...{ bytes, turns, isLarge }}
            label={title}
            onFailed={() => {
              setDamaged(true);
            }}
          />
        </div>
        <p className="soft">{t.document.saveWarning}</p>
      </>
    );
  if (type === 'application/pdf') return <PdfView {...{ bytes, title, save }} />;
  if (type === 'text/plain')
    return (
      <>
        <pre className={styles.text} tabIndex={0}>
          {decodeText(bytes)}
        </pre>
        <div className={styles.tools}>{save}</div>
        <p className="soft">{t.document.saveWarning}</p>
      </>
    );
  return (
    <div className={styles.outside}>
      <h3>{isDamaged ? t.document.cannotRead : t.document.notShown}</h3>
      <p>{isDamaged ? t.document.cannotReadLead : t.document.unknownWhy}</p>
      <div className={styles.tools}>{save}</div>
      <p className="soft">{t.document.saveWarning}</p>
    </div>
  );
}
