import { useNavigate } from '@tanstack/react-router';
import type { UnsentItem, UnsentKind } from '../../port/unsent-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './unsent-line.module.css';

const kinds: readonly UnsentKind[] = ['note', 'prescription', 'measure'];

/** What the server does not have yet, on every screen. Nothing is shown where it has everything. */
export function UnsentLine() {
  const t = useTexts();
  const { language } = useLanguage();
  const { data } = useRead('unsent', {});
  const send = useWrite('unsentSend');
  const items = data?.items ?? [];
  const unreadable = data?.unreadable ?? 0;
  if (items.length + unreadable === 0) return null;
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const waiting = items.filter(({ failure }) => failure === null);
  const counts = kinds
    .map((kind) => [kind, waiting.filter((item) => item.kind === kind).length] as const)
    .filter(([, count]) => count > 0);
  return (
    <section className={styles.line} aria-label={t.unsent.label}>
      {waiting.length > 0 && (
        <div className={styles.waiting}>
          <Icon name="alert-triangle" />
          <p role="status">
            <strong>{t.unsent.line(counts, time.format(Math.min(...waiting.map(({ at }) => at))))}</strong>{' '}
            {t.unsent.kept}
          </p>
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
        </div>
      )}
      {items
        .filter(({ failure }) => failure !== null)
        .map((item) => (
          <Refused key={item.name} item={item} />
        ))}
      {unreadable > 0 && <p role="alert">{t.unsent.unreadable(unreadable)}</p>}
    </section>
  );
}

/** A refused entry; of a conflict, both texts side by side, and the member decides. */
function Refused({ item: { name, scope, failure, conflict } }: { readonly item: UnsentItem }) {
  const t = useTexts();
  const navigate = useNavigate();
  const resolve = useWrite('unsentResolve');
  const keep = (which: 'mine' | 'theirs'): void => {
    resolve.mutate(
      { name, keep: which },
      {
        onSuccess: () => {
          void navigate({ to: '/patients/$scope', params: { scope } });
        },
      },
    );
  };
  if (conflict === null) {
    const { title, advice } = t.failure({
      ...{ code: failure ?? 'unexpected', reason: null, resetsAt: null, limit: null, issues: [] },
    });
    return (
      <p role="alert">
        <strong>
          {t.unsent.refused}. {title}.
        </strong>{' '}
        {advice}
      </p>
    );
  }
  return (
    <div role="group" aria-label={t.unsent.conflict}>
      <strong>{t.unsent.conflict}</strong>
      <div className={styles.both}>
        <div>
          <h2>{t.unsent.mine}</h2>
          <p className={styles.text}>{conflict.mine}</p>
          <button
            type="button"
            className="button"
            onClick={() => {
              keep('mine');
            }}
          >
            {t.unsent.keepMine}
          </button>
        </div>
        <div>
          <h2>{t.unsent.theirs(conflict.author)}</h2>
          <p className={styles.text}>{conflict.theirs}</p>
          <button
            type="button"
            className="button"
            onClick={() => {
              keep('theirs');
            }}
          >
            {t.unsent.keepTheirs}
          </button>
        </div>
      </div>
    </div>
  );
}
