import { useEffect, useRef, useState } from 'react';
import type { Match } from '../../../port/reader-messages.ts';
import { PdfPage } from './pdf-page.tsx';
import type { PdfReader } from './pdf-reader.ts';
import styles from './pdf.module.css';

/** Space on each side of a page. */
const margin = 12;

/** All pages below each other in a frame; only those near to it are drawn. */
export function PdfPages({
  reader,
  pages,
  ratio,
  turns,
  zoom,
  title,
  target,
  keys,
  match,
  matches,
  onPage,
  onFind,
}: {
  readonly reader: PdfReader;
  readonly pages: number;
  readonly ratio: number;
  readonly turns: number;
  readonly zoom: number;
  readonly title: string;
  readonly target: { readonly page: number } | null;
  readonly keys: Readonly<Record<string, () => void>>;
  readonly match: Match | null;
  readonly matches: readonly Match[];
  readonly onPage: (page: number) => void;
  readonly onFind: () => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number | null>(null);
  const [near, setNear] = useState<ReadonlySet<number>>(new Set([1]));
  const isNear = useRef((page: number) => near.has(page));
  isNear.current = (page) => near.has(page);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setWidth(Math.max(80, element.clientWidth - 2 * margin));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    const element = frame.current;
    if (element === null || width === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        setNear((before) => {
          const after = new Set(before);
          for (const { target: page, isIntersecting } of entries) {
            const number = Number((page as HTMLElement).dataset['page']);
            if (isIntersecting) after.add(number);
            else after.delete(number);
          }
          return after;
        });
      },
      { root: element, rootMargin: '100% 0px' },
    );
    for (const page of element.children) observer.observe(page);
    return () => {
      observer.disconnect();
    };
  }, [width, pages]);
  useEffect(() => {
    const page = target === null ? undefined : frame.current?.children[target.page - 1];
    if (page instanceof HTMLElement) frame.current?.scrollTo({ top: page.offsetTop - margin });
  }, [target]);
  const matchPage = match?.page;
  useEffect(() => {
    const page = matchPage === undefined ? undefined : frame.current?.children[matchPage - 1];
    // The page draws the place itself, and scrolls to it, once it is near.
    if (page instanceof HTMLElement && matchPage !== undefined && !isNear.current(matchPage))
      frame.current?.scrollTo({ top: page.offsetTop - margin });
  }, [matchPage]);
  const follow = (): void => {
    const element = frame.current;
    if (element === null) return;
    const line = element.scrollTop + element.clientHeight / 2;
    const above = Array.from(element.children).filter((page) => (page as HTMLElement).offsetTop <= line).length;
    const isEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - margin;
    onPage(isEnd ? pages : Math.max(1, above));
  };
  return (
    <div
      ref={frame}
      className={styles.frame}
      data-frame=""
      tabIndex={0}
      role="group"
      aria-label={title}
      onScroll={follow}
      onKeyDown={(event) => {
        const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f';
        const run = isFind
          ? onFind
          : event.ctrlKey || event.altKey || event.metaKey
            ? undefined
            : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
        if (run === undefined) return;
        event.preventDefault();
        run();
      }}
    >
      {Array.from({ length: pages }, (_, i) => (
        <PdfPage
          key={i}
          number={i + 1}
          {...{ reader, pages, ratio, turns }}
          width={width === null ? null : Math.round(width * zoom)}
          isNear={near.has(i + 1)}
          match={match?.page === i + 1 ? match : null}
          matches={matches.length === 0 ? matches : matches.filter(({ page }) => page === i + 1)}
        />
      ))}
    </div>
  );
}
