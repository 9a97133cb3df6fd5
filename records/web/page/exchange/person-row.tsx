import type { ReactNode } from 'react';
import styles from './exchange.module.css';

/** A row of a list of recipients: a button, or only its content where nothing is sent. */
export function PersonRow({
  onChoose,
  children,
}: {
  readonly onChoose: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  if (onChoose === undefined) return <div className={styles.person}>{children}</div>;
  return (
    <button type="button" className={styles.person} onClick={onChoose}>
      {children}
    </button>
  );
}
