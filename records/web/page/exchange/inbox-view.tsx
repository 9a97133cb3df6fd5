import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { InboxRow } from '../../port/exchange-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import styles from './exchange.module.css';
import { InboxRowView } from './inbox-row.tsx';
import { MailFailure } from './mail-failure.tsx';
import { ReceivedMessage } from './received-message.tsx';
import { ReceivedTransfer } from './received-transfer.tsx';
import { Trouble } from './trouble.tsx';
import { useExchangeTexts } from './use-exchange-texts.ts';

const stateOf = { unread: 'unread', read: 'read', all: null } as const;

/** The list beside the message that is open. Arrow keys walk, Enter opens, Enter files what is proposed. */
export function InboxView({ view, head }: { readonly view: keyof typeof stateOf; readonly head: ReactNode }) {
  const e = useExchangeTexts();
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const [openId, setOpen] = useState<string | null>(null);
  /** Messages that were opened here: they stay in this part of the list, so that the person keeps their place. */
  const [kept, setKept] = useState<readonly InboxRow[]>([]);
  const list = useRef<HTMLUListElement>(null);
  /** Files the open message if its patient is proposed without any difference. */
  const accept = useRef<(() => void) | null>(null);
  const last = pages.at(-1) ?? null;
  const { data, error, refetch } = useRead('inbox', { before: last, state: stateOf[view] });
  const known = useRef<readonly InboxRow[]>([]);
  const earlier = pages.length > 1 ? known.current : [];
  const fresh = data === undefined ? [] : [...earlier, ...data.rows];
  const rows = data === undefined ? [] : withKept(fresh, kept);
  const next = data?.next ?? null;
  const isShown = data !== undefined;
  const { data: count } = useRead('inboxCount', {});
  useEffect(() => {
    void refetch();
  }, [refetch, count?.unread]);
  useEffect(() => {
    if (document.activeElement?.matches('input, textarea, select') === true) return;
    list.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [isShown]);
  const open = rows.find(({ id }) => id === openId) ?? null;
  const Received = open?.kind === 'transfer' ? ReceivedTransfer : ReceivedMessage;
  const step = (by: number): void => {
    const buttons = Array.from(list.current?.querySelectorAll('button') ?? []);
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
  };
  const onDone = (row: InboxRow): void => {
    const following = rows[rows.findIndex(({ id }) => id === row.id) + 1];
    if (following === undefined) return;
    // The focus goes on to the next message, which only its own Enter opens.
    list.current?.querySelector<HTMLElement>(`[data-id="${following.id}"]`)?.focus();
  };
  return (
    <article className={styles.screen} data-open={open !== null}>
      <div className={styles.side}>
        {head}
        {data !== undefined && data.directory !== 'read' && <Trouble texts={e.directoryTrouble[data.directory]} />}
        {error !== null && <MailFailure error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Loading bars={5} />}
        {data !== undefined && rows.length === 0 && <Empty texts={e.empty[view]} />}
        {rows.length > 0 && (
          <>
            <p className={`soft ${styles.keys ?? ''}`}>{e.keys}</p>
            <ul
              ref={list}
              className={styles.list}
              aria-label={e.list}
              onKeyDown={(event) => {
                const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
                if (by === undefined) return;
                event.preventDefault();
                step(by);
              }}
            >
              {rows.map((row) => (
                <li key={row.id}>
                  <InboxRowView
                    row={row}
                    isOpen={row.id === open?.id}
                    onOpen={() => {
                      if (row.id === open?.id) {
                        accept.current?.();
                        return;
                      }
                      setKept([...kept.filter(({ id }) => id !== row.id), row]);
                      setOpen(row.id);
                    }}
                  />
                </li>
              ))}
            </ul>
          </>
        )}
        {next !== null && (
          <button
            type="button"
            className={`link ${styles.older ?? ''}`}
            onClick={() => {
              known.current = rows;
              setPages([...pages, next]);
            }}
          >
            {e.older}
          </button>
        )}
      </div>
      {open === null ? (
        rows.length > 0 && (
          <div className={styles.choose}>
            <p>{e.choose}</p>
            <p className="soft">{e.costs}</p>
          </div>
        )
      ) : (
        <Received
          key={open.id}
          row={open}
          onChange={(row) => {
            setKept((before) => before.map((one) => (one.id === row.id ? row : one)));
          }}
          accept={accept}
          onClose={() => {
            setOpen(null);
          }}
          onDone={() => {
            onDone(open);
          }}
        />
      )}
    </article>
  );
}

/** The rows with those that the server lists elsewhere now, at their places by time. */
function withKept(rows: readonly InboxRow[], kept: readonly InboxRow[]): readonly InboxRow[] {
  const gone = kept.filter(({ id }) => !rows.some((row) => row.id === id));
  return gone.length === 0 ? rows : [...rows, ...gone].toSorted((one, other) => other.receivedAt - one.receivedAt);
}

function Empty({ texts: [what = '', next = ''] }: { readonly texts: readonly string[] }) {
  return (
    <div className={styles.empty}>
      <Icon name="circle-check" size={22} />
      <div>
        <strong>{what}</strong>
        <p className="soft">{next}</p>
      </div>
    </div>
  );
}
