import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Match } from '../../../port/reader-messages.ts';
import type { PdfReader } from './pdf-reader.ts';

export type Find = {
  readonly text: string;
  readonly isRunning: boolean;
  readonly matches: readonly Match[];
  /** From 1; 0 for none. */
  readonly at: number;
  readonly match: Match | null;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly search: (text: string) => void;
  readonly move: (step: -1 | 1) => void;
  readonly focus: () => void;
};

/** Searches the text of a document while it is typed; a newer search ends the one before. */
export function useFind(reader: PdfReader): Find {
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ readonly text: string; readonly matches: readonly Match[] } | null>(null);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') return;
    const controller = new AbortController();
    reader.find(wanted, controller.signal).then(
      (matches) => {
        setFound({ text: wanted, matches });
        setAt(matches.length === 0 ? 0 : 1);
      },
      // A search that was replaced, or a page without readable text: nothing is found there.
      () => {
        if (!controller.signal.aborted) setFound({ text: wanted, matches: [] });
      },
    );
    return () => {
      controller.abort();
    };
  }, [reader, wanted]);
  const isFound = found !== null && found.text === wanted;
  const matches = isFound ? found.matches : [];
  return {
    ...{ text, at, matches, field },
    isRunning: wanted !== '' && !isFound,
    match: matches[at - 1] ?? null,
    search: setText,
    move: (step) => {
      if (matches.length > 0) setAt(((at - 1 + step + matches.length) % matches.length) + 1);
    },
    focus: () => {
      field.current?.focus();
      field.current?.select();
    },
  };
}
