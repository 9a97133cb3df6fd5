import type { Left } from '../../port/protection-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useReadEvery } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './protection.module.css';

/** Read again this often while a screen is open. */
const everyMs = 60_000;
/** Below this share of a quota the strip is shown. */
const shownBelow = 0.25;

/** The rest of the quotas, once it matters: one line on top of every screen. */
export function QuotaStrip() {
  const t = useTexts();
  const { data } = useReadEvery('remaining', {}, everyMs);
  if (data === undefined) return null;
  if (data.isFrozen)
    return (
      <p className={styles.strip} role="status">
        <Icon name="lock" /> <strong>{t.protection.frozen}</strong>
      </p>
    );
  const kinds = [
    [data.files, t.protection.filesLeft],
    [data.searches, t.protection.searchesLeft],
    [data.days, t.protection.daysLeft],
  ] as const;
  const scarce = kinds.filter(([left]) => isScarce(left));
  if (scarce.length === 0) return null;
  return (
    <p className={styles.strip} role="status">
      <Icon name="hourglass" />
      {scarce.map(([left, text]) => (
        <strong key={text(0, 0)}>{text(left.openings, left.of)}</strong>
      ))}
      <span>{t.protection.stayOpen}</span>
    </p>
  );
}

/** A quota of 0 is a role's, and not used up. */
function isScarce({ openings, of }: Left): boolean {
  return of > 0 && openings / of < shownBelow;
}
