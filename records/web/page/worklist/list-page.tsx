import { useEffect, useRef } from 'react';
import { isAbnormalItem } from '@etanche/records-fhir';
import type { ShownItem } from '../../port/worklist-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { shortDay } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { isToSee, WorkRow } from './work-row.tsx';
import styles from './worklist.module.css';

/** One list: abnormal results first. Enter marks a line as seen and goes on to the next one. */
export function ListPage({ member, onList }: { readonly member: string; readonly onList: (member: string) => void }) {
  const t = useTexts();
  const { language } = useLanguage();
  const show = useToast();
  const { me } = useOpenSession();
  const isDoctor = me.roles.includes('doctor');
  const { data, error, refetch } = useRead('list', { member });
  const further = useRead('listHasMore', { member });
  const done = useWrite('itemDone');
  const reopen = useWrite('itemReopen');
  const more = useWrite('listMore');
  const page = useRef<HTMLDivElement>(null);
  const isShown = data !== undefined;
  useEffect(() => {
    if (document.activeElement?.matches('input, textarea, select') === true) return;
    page.current?.querySelector<HTMLElement>('[data-work]')?.focus({ preventScroll: true });
  }, [isShown]);
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading bars={6} />;
  const focusRow = (step: number): void => {
    const rows = Array.from(page.current?.querySelectorAll<HTMLElement>('[data-work]') ?? []);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  };
  const finish = (item: ShownItem): void => {
    if (done.isPending) return;
    // The next line takes the place of this one, so that Enter goes on.
    focusRow(1);
    const name = item.patient?.name ?? t.worklist.codes[item.code];
    done.mutate(
      { list: member, id: item.id, version: item.version },
      {
        onSuccess: ({ version, isSent }) => {
          const text = isToSee(item) ? t.worklist.seen(name) : t.worklist.finished(name);
          show(isSent ? text : t.unsent.toast(text), () => {
            reopen.mutate({ list: member, id: item.id, version });
          });
        },
      },
    );
  };
  const mine = isDoctor ? data.open.filter(({ to }) => to !== null) : data.open.filter(({ to }) => to === null);
  const others = data.open.filter((item) => !mine.includes(item));
  const groups = [
    { title: t.worklist.abnormal, items: mine.filter(isAbnormalItem), isAlert: true },
    { title: t.worklist.results, items: mine.filter((item) => item.code === 'result' && !isAbnormalItem(item)) },
    { title: t.worklist.documents, items: mine.filter(({ code }) => code === 'document') },
    { title: t.worklist.messages, items: mine.filter(({ code }) => code === 'message') },
    { title: t.worklist.tasks, items: mine.filter((item) => !isToSee(item) && item.code !== 'message') },
    { title: isDoctor ? t.worklist.forReception : data.name, items: others },
  ];
  const failed = done.error ?? reopen.error ?? more.error;
  return (
    <div
      ref={page}
      className={styles.page}
      onKeyDown={(event) => {
        const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
        if (step === undefined || !(event.target as HTMLElement).matches('[data-work]')) return;
        event.preventDefault();
        focusRow(step);
      }}
    >
      {failed !== null && <FailureNote error={failed} />}
      {data.replacement !== null && member !== me.id && (
        <p className={styles.notice}>
          <Icon name="users" />{' '}
          {t.worklist.replacedBy(data.replacement.name, shortDay(data.replacement.until, language))}
        </p>
      )}
      {data.replaces.map((one) => (
        <p key={one.member} className={styles.notice}>
          <Icon name="users" /> {t.worklist.youReplace(one.name, shortDay(one.until, language))}
          {member === me.id && (
            <button
              type="button"
              className="button"
              title={t.worklist.costs}
              onClick={() => {
                onList(one.member);
              }}
            >
              {t.worklist.openList(one.name)}
            </button>
          )}
        </p>
      ))}
      {mine.length === 0 && further.data === false && (
        <div className={styles.empty}>
          <Icon name="circle-check" size={22} />
          <div>
            <strong>{isDoctor ? t.worklist.allSeen : t.worklist.receptionEmpty}</strong>
            <p className="soft">{isDoctor ? t.worklist.allSeenHint : t.worklist.receptionHint}</p>
          </div>
        </div>
      )}
      {mine.length > 0 && <p className="soft">{t.worklist.keys}</p>}
      {groups
        .filter(({ items }) => items.length > 0)
        .map(({ title, items, isAlert = false }) => (
          <section key={title} className={styles.group} aria-label={title} data-alert={isAlert}>
            <h2>
              {title} <span className="count">{items.length}</span>
            </h2>
            <ul>
              {items.map((item) => (
                <WorkRow
                  key={item.id}
                  item={item}
                  onDone={() => {
                    finish(item);
                  }}
                />
              ))}
            </ul>
          </section>
        ))}
      {/* Without an answer a press says why. */}
      {(further.data === true || further.error !== null) && (
        <button
          type="button"
          className="button"
          title={t.worklist.costs}
          aria-disabled={more.isPending}
          onClick={() => {
            if (!more.isPending) more.mutate({ member });
          }}
        >
          {t.worklist.more}
        </button>
      )}
      {data.done.length > 0 && (
        <details className={styles.done}>
          <summary>
            {t.worklist.done} <span className="count">{data.done.length}</span>
          </summary>
          <ul>
            {data.done.map((item) => (
              <WorkRow
                key={item.id}
                item={item}
                onReopen={() => {
                  reopen.mutate(
                    { list: member, id: item.id, version: item.version },
                    {
                      onSuccess: () => {
                        show(t.worklist.reopened);
                      },
                    },
                  );
                }}
              />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
