import { useEffect, useRef, useState } from 'react';
import type { DrawnPage, Match } from '../../../port/reader-messages.ts';
import { useTexts } from '../../text/use-texts.tsx';
import type { PdfReader } from './pdf-reader.ts';
import styles from './pdf.module.css';
import { TextLayer } from './text-layer.tsx';

type Shown = Omit<DrawnPage, 'bitmap'> & { readonly width: number; readonly turns: number };

/** One page: a space of its size, which is drawn while it is near to the frame. */
export function PdfPage({
  reader,
  number,
  pages,
  ratio,
  turns,
  width,
  isNear,
  match,
  matches,
}: {
  readonly reader: PdfReader;
  readonly number: number;
  readonly pages: number;
  /** Size of the first page, until this one was drawn. */
  readonly ratio: number;
  readonly turns: number;
  /** Null until the frame has one. */
  readonly width: number | null;
  readonly isNear: boolean;
  readonly match: Match | null;
  readonly matches: readonly Match[];
}) {
  const t = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [isDamaged, setDamaged] = useState(false);
  useEffect(() => {
    if (!isNear || width === null) {
      // The canvas is gone, and only the size stays.
      setShown((before) => (before === null ? null : { ...before, width: 0 }));
      return;
    }
    const controller = new AbortController();
    reader.draw({ page: number, turns, width, density: devicePixelRatio }, controller.signal).then(
      ({ bitmap, ...rest }) => {
        const element = canvas.current;
        if (element !== null) Object.assign(element, { width: bitmap.width, height: bitmap.height });
        element?.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
        setShown({ ...rest, width, turns });
        setDamaged(false);
      },
      () => {
        if (!controller.signal.aborted) setDamaged(true);
      },
    );
    return () => {
      controller.abort();
    };
  }, [reader, number, turns, width, isNear]);
  const isTurned = turns % 2 === 1;
  const known = shown?.turns === turns ? shown.ratio : isTurned ? 1 / ratio : ratio;
  const isCurrent = isNear && shown?.width === width && shown.turns === turns;
  const isScan = shown !== null && shown.texts.every(({ text }) => text.trim() === '');
  return (
    <div
      className={styles.sheet}
      data-page={number}
      role="group"
      aria-label={isScan ? t.reader.scanned(number, pages) : t.reader.pageOf(number, pages)}
      style={width === null ? {} : { width, height: Math.round(width / known) }}
    >
      {isNear && !isDamaged && (
        <canvas ref={canvas} className={styles.canvas} data-drawn={isCurrent} aria-hidden="true" />
      )}
      {isDamaged && <p role="alert">{t.reader.damagedPage}</p>}
      {isCurrent && <TextLayer texts={shown.texts} {...{ match, matches }} />}
    </div>
  );
}
