import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallError } from '../../port/page-side.ts';
import type { Visit } from '../../port/visit-calls.ts';
import { useWrite } from '../session/use-call.ts';

type Texts = Pick<Visit, 'key' | 'reason' | 'examination' | 'conclusion'>;

export type Keeping = {
  /** Time of the server's last answer, in ms since 1970; null before the first. */
  readonly keptAt: number | null;
  /** True while the server does not have what is on the screen. */
  readonly isBehind: boolean;
  readonly error: CallError | null;
  readonly retry: () => void;
};

/** A pause of typing, and the longest time without keeping while somebody types. */
const pauseMs = 1500;
const longestMs = 10_000;

/** Keeps the texts of a consultation at the server while they are typed. */
export function useKeeping(texts: Texts): Keeping {
  const keep = useWrite('visitKeep');
  const [kept, setKept] = useState<{ readonly text: string; readonly at: number | null }>({
    text: written(texts),
    at: null,
  });
  const isBehind = written(texts) !== kept.text;
  const behindSince = useRef<number | null>(null);
  const { mutate, isPending } = keep;
  const send = useCallback(() => {
    const text = written(texts);
    mutate(texts, {
      onSuccess: ({ keptAt }) => {
        setKept({ text, at: keptAt });
      },
    });
  }, [mutate, texts]);
  useEffect(() => {
    if (!isBehind) behindSince.current = null;
    if (!isBehind || isPending || keep.error !== null) return;
    behindSince.current ??= Date.now();
    const late = Date.now() - behindSince.current > longestMs;
    const timer = setTimeout(send, late ? 0 : pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isBehind, isPending, keep.error, send]);
  return { keptAt: kept.at, isBehind, error: keep.error, retry: send };
}

function written({ reason, examination, conclusion }: Texts): string {
  return JSON.stringify([reason, examination, conclusion]);
}
