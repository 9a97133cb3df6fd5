import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useOpenSession } from '../session/session-context.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './practice.module.css';

/**
 * The frame of the practice's screens. An administrator opens no patient.
 *
 * @param title the practice's name by default
 */
export function PracticeScreen({
  title,
  action,
  children,
}: {
  readonly title?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  const t = useTexts();
  const { practice } = useOpenSession();
  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        <h1>{title ?? practice}</h1>
        <nav className={styles.tabs} aria-label={t.members.tabs}>
          <Link to="/practice" activeOptions={{ exact: true }}>
            {t.members.members}
          </Link>
          <Link to="/protection">{t.watch.protection}</Link>
          <Link to="/journal">{t.journal}</Link>
          <Link to="/kit">{t.kit.tab}</Link>
        </nav>
        {action ?? <span />}
      </div>
      {children}
    </div>
  );
}
