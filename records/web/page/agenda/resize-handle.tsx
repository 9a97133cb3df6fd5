import { useRef } from 'react';
import styles from './agenda.module.css';
import { minutesOfPixels } from './grid-geometry.ts';

type Props = {
  readonly minutes: number;
  readonly label: string;
  readonly onResizing: (minutes: number | null) => void;
  readonly onResize: (minutes: number) => void;
};

const shortest = 5;

/** The lower edge of an appointment: dragging it changes the length. The keyboard has Alt Shift with an arrow. */
export function ResizeHandle({ minutes, label, onResizing, onResize }: Props) {
  const from = useRef<number | null>(null);
  const at = (y: number): number => Math.max(shortest, minutes + minutesOfPixels(y - (from.current ?? y)));
  return (
    <div
      className={styles.resize}
      title={label}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = event.clientY;
      }}
      onPointerMove={({ clientY }) => {
        if (from.current !== null) onResizing(at(clientY));
      }}
      onPointerUp={({ clientY }) => {
        const length = at(clientY);
        from.current = null;
        onResizing(null);
        if (length !== minutes) onResize(length);
      }}
      onPointerCancel={() => {
        from.current = null;
        onResizing(null);
      }}
    />
  );
}
