import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Output } from '../../port/calls.ts';
import type { Calls } from '../../port/calls.ts';
import { type JournalFilter, type JournalLine } from '../../port/journal-calls.ts';
import type { CallError } from '../../port/page-side.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { PracticeScreen } from '../practice/practice-screen.tsx';
import { useSession } from '../session/session-context.tsx';
import { dayAndTime, number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { useJournalTexts } from './use-journal-texts.ts';
import { JournalCheckCard } from './journal-check.tsx';
import { FilterForm, noFilter } from './filter-form.tsx';
import styles from './journal.module.css';

/** The practice's audit log, read in pages from the newest line backwards. */
export function JournalScreen() {
  const j = useJournalTexts();
  const { language } = useLanguage();
  const [filter, setFilter] = useState(noFilter);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useJournal(filter);
  const lines = data?.pages.flatMap((page) => page.lines) ?? [];
  const size = data?.pages[0]?.size ?? 0;
  return (
    <PracticeScreen title={j.title}>
      <p className="soft">{j.lead}</p>
      <div className={styles.columns}>
        <div className={styles.main}>
          <FilterForm filter={filter} onFilter={setFilter} />
          {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
          {data === undefined && error === null && <Loading bars={8} />}
          {data !== undefined && (
            <div className={`card ${styles.table ?? ''}`} role="region" aria-label={j.lines} tabIndex={0}>
              {lines.length > 0 && <Lines lines={lines} />}
              {lines.length === 0 && <p>{hasNextPage ? j.searching : j.none}</p>}
              <div className={styles.foot}>
                {hasNextPage && (
                  <button
                    type="button"
                    className="button"
                    aria-disabled={isFetchingNextPage}
                    onClick={() => {
                      if (!isFetchingNextPage) void fetchNextPage();
                    }}
                  >
                    {lines.length === 0 ? j.goOn : j.older}
                  </button>
                )}
                <small role="status">{j.shown(lines.length, number(size, language))}</small>
              </div>
            </div>
          )}
        </div>
        <JournalCheckCard />
      </div>
    </PracticeScreen>
  );
}

function useJournal(filter: JournalFilter) {
  const { port } = useSession();
  return useInfiniteQuery<
    Output<Calls, 'journal'>,
    CallError,
    { readonly pages: readonly Output<Calls, 'journal'>[] },
    readonly unknown[],
    number | null
  >({
    queryKey: ['journal', filter],
    initialPageParam: null,
    queryFn: ({ pageParam, signal }) => port.call('journal', { ...filter, before: pageParam }, signal),
    getNextPageParam: ({ next }) => next,
    refetchOnMount: 'always',
  });
}

function Lines({ lines }: { readonly lines: readonly JournalLine[] }) {
  const j = useJournalTexts();
  const { language } = useLanguage();
  return (
    <table className="table">
      <caption className="visually-hidden">{j.lines}</caption>
      <thead>
        <tr>
          <th scope="col">{j.when}</th>
          <th scope="col">{j.who}</th>
          <th scope="col">{j.what}</th>
          <th scope="col">{j.about}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ index, at, kind, name, isByServer, isOfSettings, subject, count, detail }) => (
          <tr key={index}>
            <td className={styles.when}>{dayAndTime(at, language)}</td>
            <td>{name ?? (isByServer ? j.server : j.former)}</td>
            <td>
              {(isOfSettings ? j.settingsKinds[kind] : undefined) ?? j.kinds[kind] ?? kind}
              {count !== null && count > 1 && <span className="soft"> {j.count(count)}</span>}
              {detail !== null && <Detail code={detail} />}
            </td>
            <td>{subject ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Codes that have words; others are for programs. */
function Detail({ code }: { readonly code: string }) {
  const t = useTexts();
  const reasons: Readonly<Record<string, string>> = t.protection.reasons;
  const words = t.watch.alarms.details[code] ?? reasons[code] ?? null;
  return words === null ? null : <small className={styles.detail}>{words}</small>;
}
