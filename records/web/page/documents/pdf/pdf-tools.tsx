import { useState, type ReactNode } from 'react';
import { Icon } from '../../elements/icon.tsx';
import { useTexts } from '../../text/use-texts.tsx';
import styles from './pdf.module.css';
import type { Find } from './use-find.ts';

/** Pages, size, rotation and search of a document. */
export function PdfTools({
  page,
  pages,
  zoom,
  find,
  goTo,
  resize,
  turn,
  onFit,
}: {
  readonly page: number;
  readonly pages: number;
  readonly zoom: number;
  readonly find: Find;
  readonly goTo: (page: number) => void;
  readonly resize: (step: -1 | 1) => void;
  readonly turn: () => void;
  readonly onFit: () => void;
}) {
  const t = useTexts();
  const percent = Math.round(zoom * 100);
  return (
    <div className={styles.tools} role="group" aria-label={t.reader.tools}>
      {pages > 1 && (
        <span className={styles.group}>
          <Tool
            label={t.reader.previous}
            onUse={() => {
              goTo(page - 1);
            }}
          >
            <Icon name="chevron-left" />
          </Tool>
          <PageField {...{ page, pages, goTo }} />
          <Tool
            label={t.reader.next}
            onUse={() => {
              goTo(page + 1);
            }}
          >
            <Icon name="chevron-right" />
          </Tool>
        </span>
      )}
      <span className={styles.group}>
        <Tool
          label={t.reader.smaller}
          onUse={() => {
            resize(-1);
          }}
        >
          −
        </Tool>
        <Tool label={t.reader.fit(percent)} onUse={onFit}>
          {t.reader.percent(percent)}
        </Tool>
        <Tool
          label={t.reader.larger}
          onUse={() => {
            resize(1);
          }}
        >
          +
        </Tool>
      </span>
      <button type="button" className="button" onClick={turn}>
        {t.reader.turn}
      </button>
      <FindField find={find} />
    </div>
  );
}

function Tool({
  label,
  onUse,
  children,
}: {
  readonly label: string;
  readonly onUse: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className="button" aria-label={label} title={label} onClick={onUse}>
      {children}
    </button>
  );
}

/** The page that is shown; another number and Enter go there. */
function PageField({
  page,
  pages,
  goTo,
}: {
  readonly page: number;
  readonly pages: number;
  readonly goTo: (page: number) => void;
}) {
  const t = useTexts();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <form
      className={styles.page}
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = Number(typed);
        if (typed !== null && Number.isInteger(wanted)) goTo(wanted);
        setTyped(null);
      }}
    >
      <input
        aria-label={t.reader.pageOf(page, pages)}
        inputMode="numeric"
        autoComplete="off"
        size={Math.max(2, String(pages).length)}
        value={typed ?? String(page)}
        onFocus={({ target }) => {
          target.select();
        }}
        onBlur={() => {
          setTyped(null);
        }}
        onChange={({ target }) => {
          setTyped(target.value);
        }}
      />
      <span className="soft">{t.reader.of(pages)}</span>
    </form>
  );
}

function FindField({ find }: { readonly find: Find }) {
  const t = useTexts();
  return (
    <form
      className={styles.find}
      onSubmit={(event) => {
        event.preventDefault();
        find.move(1);
      }}
    >
      <input
        ref={find.field}
        type="search"
        value={find.text}
        aria-label={t.reader.find}
        placeholder={t.reader.find}
        autoComplete="off"
        onChange={({ target }) => {
          find.search(target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.shiftKey) {
            event.preventDefault();
            find.move(-1);
          }
          if (event.key !== 'Escape' || find.text === '') return;
          event.stopPropagation();
          find.search('');
        }}
      />
      <span className="soft" role="status">
        {find.text.trim() === ''
          ? ''
          : find.isRunning
            ? t.reader.searching
            : t.reader.found(find.at, find.matches.length)}
      </span>
    </form>
  );
}
