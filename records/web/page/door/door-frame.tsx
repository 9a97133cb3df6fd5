import type { ReactNode } from 'react';
import { Icon } from '../elements/icon.tsx';
import { LanguageSwitch } from '../elements/language-switch.tsx';
import { useFirstTexts } from '../text/use-texts.tsx';
import styles from './door.module.css';

/** One card in the middle of an empty page. */
export function DoorFrame({
  title,
  lead,
  children,
  hasBack = true,
}: {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
  readonly hasBack?: boolean;
}) {
  const t = useFirstTexts();
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <span className={styles.mark} aria-hidden="true">
          <Icon name="drop" size={28} />
        </span>
        <h1>{title}</h1>
        <p className="soft">{lead}</p>
        {children}
        <div className={styles.foot}>
          {hasBack && (
            <a className="link" href="#/">
              {t.door.back}
            </a>
          )}
          <LanguageSwitch />
        </div>
      </div>
    </main>
  );
}
