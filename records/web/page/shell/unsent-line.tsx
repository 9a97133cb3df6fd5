import { Link } from '@tanstack/react-router';
import type { UnsentKind } from '../../port/unsent-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { shortTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './unsent-line.module.css';

const kinds: readonly UnsentKind[] = [
  'note',
  'prescription',
  'measure',
  'appointment',
  'identity',
  'patient',
  'document',
  'task',
];

/** Lists on every screen the writes that the server does not have yet. Shows nothing if the server has everything. */
export function UnsentLine() {
  const t = useTexts();
  const { language } = useLanguage();
  const { data } = useRead('unsent', {});
  const send = useWrite('unsentSend');
  const items = data?.items ?? [];
  const unreadable = data?.unreadable ?? 0;
  const ended = data?.ended ?? null;
  if (items.length + unreadable === 0) return null;
  const waiting = items.filter(({ failure }) => failure === null);
  const refused = items.length - waiting.length;
  const counts = kinds
    .map((kind) => [kind, waiting.filter((item) => item.kind === kind).length] as const)
    .filter(([, count]) => count > 0);
  return (
    <section className={styles.line} aria-label={t.unsent.label}>
      <div className={styles.waiting}>
        <Icon name="alert-triangle" />
        <p role="status">
          {waiting.length > 0 && (
            <>
              <strong>{t.unsent.line(counts, shortTime(Math.min(...waiting.map(({ at }) => at)), language))}</strong>{' '}
              {ended === null ? t.unsent.kept : t.unsent.ended[ended]}{' '}
            </>
          )}
          {refused > 0 && <strong>{t.unsent.toDecide(refused)}</strong>}
        </p>
        {items.length > 0 && (
          <Link to="/unsent" className={refused > 0 ? 'button primary' : 'button'}>
            {t.unsent.show}
          </Link>
        )}
        {waiting.length > 0 && (
          <button
            type="button"
            className="button"
            aria-disabled={send.isPending}
            onClick={() => {
              if (!send.isPending) send.mutate(null);
            }}
          >
            {t.unsent.send}
          </button>
        )}
      </div>
      {unreadable > 0 && <p role="alert">{t.unsent.unreadable(unreadable)}</p>}
    </section>
  );
}
