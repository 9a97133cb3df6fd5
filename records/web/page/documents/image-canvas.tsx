import { useEffect, useRef, useState } from 'react';
import { isThumbnail } from '../../port/recognise-document.ts';
import { drawImage } from './draw-image.ts';
import styles from './documents.module.css';

/** An image on a canvas. */
export function ImageCanvas({
  bytes,
  turns = 0,
  label,
  isLarge = false,
  onFailed,
}: {
  readonly bytes: Uint8Array;
  /** Quarters clockwise. */
  readonly turns?: number;
  readonly label: string;
  readonly isLarge?: boolean;
  readonly onFailed: () => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const failed = useRef(onFailed);
  useEffect(() => {
    if (canvas.current === null) return;
    drawImage(canvas.current, bytes, turns).catch(() => {
      failed.current();
    });
  }, [bytes, turns]);
  return <canvas ref={canvas} className={isLarge ? styles.imageLarge : styles.image} role="img" aria-label={label} />;
}

/** The small image of the list; nothing if it is damaged. */
export function ThumbnailCanvas({ data }: { readonly data: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isFailed, setFailed] = useState(false);
  useEffect(() => {
    const draw = async (): Promise<void> => {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      if (!isThumbnail(bytes)) throw new RangeError('an image that is not small');
      if (canvas.current !== null) await drawImage(canvas.current, bytes, 0);
    };
    draw().catch(() => {
      setFailed(true);
    });
  }, [data]);
  return isFailed ? null : <canvas ref={canvas} className={styles.thumbnail} aria-hidden="true" />;
}
