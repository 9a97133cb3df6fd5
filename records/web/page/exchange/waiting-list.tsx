import { useRef, useState, type ReactNode } from 'react';
import type { WaitingRow } from '../../port/exchange-calls.ts';
import { practiceClock, practiceToday } from '../../port/practice-time.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import { exactTime, shortDay, shortTime } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { placesInSecond } from './received-order.ts';
import { useExchangeTexts } from './use-exchange-texts.ts';
import { WaitingReport } from './waiting-report.tsx';

/** Received reports whose patient is not certain, each with the reason, until a doctor assigns or ends them. */
export function WaitingList({ head }: { readonly head: ReactNode }) {
  const e = useExchangeTexts();
  const { data, error, refetch } = useRead('waitingList', {}, false);
  const [open, setOpen] = useState<string | null>(null);
  const [kept, setKept] = useState<readonly WaitingRow[]>([]);
  const list = useRef<HTMLUListElement>(null);
  const accept = useRef<(() => void) | null>(null);
  // One that was assigned stays while this list is on screen, so that the person keeps their place.
  const gone = kept.filter(({ scope }) => data?.some((row) => row.scope === scope) === false);
  const rows = data === undefined ? [] : [...data, ...gone].toSorted((one, other) => other.addedAt - one.addedAt);
  const places = placesInSecond(rows);
  const step = (by: number): void => {
    const buttons = Array.from(list.current?.querySelectorAll('button') ?? []);
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
  };
  const [what = '', next = ''] = e.waiting.empty;
  return (
    <article className={styles.screen} data-open={open !== null}>
      <div className={styles.side}>
        {head}
        {error !== null && <MailFailure error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Loading bars={5} />}
        {data !== undefined && rows.length === 0 && (
          <div className={styles.empty}>
            <Icon name="circle-check" size={22} />
            <div>
              <strong>{what}</strong>
              <p className="soft">{next}</p>
            </div>
          </div>
        )}
        {rows.length > 0 && (
          <ul
            ref={list}
            className={styles.list}
            aria-label={e.waiting.list}
            onKeyDown={(event) => {
              const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
              if (by === undefined) return;
              event.preventDefault();
              step(by);
            }}
          >
            {rows.map((row) => (
              <li key={row.scope}>
                <Row
                  row={row}
                  place={places.get(row.scope) ?? null}
                  isOpen={row.scope === open}
                  isGone={gone.includes(row)}
                  onOpen={() => {
                    if (row.scope === open) {
                      accept.current?.();
                      return;
                    }
                    setKept([...kept.filter(({ scope }) => scope !== row.scope), row]);
                    setOpen(row.scope);
                  }}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
      {open === null ? (
        rows.length > 0 && (
          <div className={styles.choose}>
            <p className="soft">{e.waiting.costs}</p>
          </div>
        )
      ) : (
        <WaitingReport
          key={open}
          scope={open}
          accept={accept}
          onClose={() => {
            setOpen(null);
          }}
          onFiled={() => void refetch()}
          onDone={() => {
            step(1);
          }}
        />
      )}
    </article>
  );
}

function Row({
  row: { reason, addedAt, opened },
  place,
  isOpen,
  isGone,
  onOpen,
}: {
  readonly row: WaitingRow;
  /** Among those of the same second; null for one that was received alone. */
  readonly place: number | null;
  readonly isOpen: boolean;
  readonly isGone: boolean;
  readonly onOpen: () => void;
}) {
  const e = useExchangeTexts();
  const { language } = useLanguage();
  const day = practiceClock(addedAt).slice(0, 10);
  const when = day === practiceToday() ? shortTime(addedAt, language) : shortDay(day, language);
  return (
    <button
      type="button"
      className={styles.row}
      data-state={isGone ? 'filed' : 'read'}
      aria-current={isOpen}
      onClick={onOpen}
    >
      <Icon name={isGone ? 'circle-check' : 'flask'} size={20} />
      <span className={styles.who}>
        <strong>{opened === null || opened.patient === '' ? e.waiting.document : opened.patient}</strong>
        {opened !== null && <span>{opened.title}</span>}
        {opened === null && (
          <span>
            {e.waiting.received(exactTime(addedAt, language))}
            {place !== null && `, ${e.waiting.place(place)}`}
          </span>
        )}
        <small>{e.patient.reasons[reason]}</small>
        {opened !== null && opened.abnormal > 0 && (
          <span className={styles.abnormal}>
            <Icon name="alert-triangle" size={16} /> {e.abnormal(opened.abnormal)}
          </span>
        )}
      </span>
      <small>{when}</small>
    </button>
  );
}
