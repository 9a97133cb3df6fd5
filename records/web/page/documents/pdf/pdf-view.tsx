import { useState, type ReactNode } from 'react';
import { Icon } from '../../elements/icon.tsx';
import { Loading } from '../../elements/loading.tsx';
import { useTexts } from '../../text/use-texts.tsx';
import documentStyles from '../documents.module.css';
import { PasswordForm } from './password-form.tsx';
import { PdfPages } from './pdf-pages.tsx';
import { PdfTools } from './pdf-tools.tsx';
import { useFind } from './use-find.ts';
import { usePdf, type Pdf } from './use-pdf.ts';

/** Sizes as a share of the width of the frame. */
const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

/** A PDF in place: its pages on canvases, with their text over them. Nothing of it reaches the disk or a URL. */
export function PdfView({
  bytes,
  title,
  save,
}: {
  readonly bytes: Uint8Array;
  readonly title: string;
  readonly save: ReactNode;
}) {
  const t = useTexts();
  const { pdf, unlock } = usePdf(bytes);
  if (pdf.phase === 'opening') return <Loading bars={6} />;
  if (pdf.phase === 'open') return <OpenPdf {...{ title, save }} pdf={pdf} />;
  if (pdf.phase === 'locked') return <PasswordForm isWrong={pdf.isWrong} onPassword={unlock} save={save} />;
  const [failure, advice] = t.reader.failures[pdf.code];
  return (
    <div className={documentStyles.outside} role="alert">
      <h3>
        <Icon name="alert-circle" /> {failure}
      </h3>
      <p>{advice}</p>
      <div className={documentStyles.tools}>{save}</div>
      <p className="soft">
        {t.document.saveWarning} <small>{t.reader.code(pdf.code)}</small>
      </p>
    </div>
  );
}

function OpenPdf({
  pdf: { reader, pages, ratio },
  title,
  save,
}: {
  readonly pdf: Extract<Pdf, { readonly phase: 'open' }>;
  readonly title: string;
  readonly save: ReactNode;
}) {
  const t = useTexts();
  const [page, setPage] = useState(1);
  /** A new object scrolls there, also to the page that is shown. */
  const [target, setTarget] = useState<{ readonly page: number } | null>(null);
  const [zoom, setZoom] = useState(1);
  const [turns, setTurns] = useState(0);
  const find = useFind(reader);
  const goTo = (wanted: number): void => {
    setTarget({ page: Math.min(pages, Math.max(1, wanted)) });
  };
  const resize = (step: -1 | 1): void => {
    setZoom((before) => zooms[zooms.indexOf(before) + step] ?? before);
  };
  const turn = (): void => {
    setTurns((before) => (before + 1) % 4);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowRight: () => {
      goTo(page + 1);
    },
    ArrowLeft: () => {
      goTo(page - 1);
    },
    '+': () => {
      resize(1);
    },
    '-': () => {
      resize(-1);
    },
    '0': () => {
      setZoom(1);
    },
    r: turn,
  };
  return (
    <>
      <PdfTools
        {...{ page, pages, zoom, find, goTo, resize, turn }}
        onFit={() => {
          setZoom(1);
        }}
      />
      <PdfPages
        {...{ reader, pages, ratio, turns, zoom, title, target, keys }}
        match={find.match}
        matches={find.matches}
        onPage={setPage}
        onFind={find.focus}
      />
      <p className="soft">
        <small>{t.reader.keys}</small>
      </p>
      <div className={documentStyles.tools}>{save}</div>
      <p className="soft">{t.document.saveWarning}</p>
    </>
  );
}
