import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallError } from '../../port/page-side.ts';
import type { VisitTexts } from '../../port/visit-calls.ts';
import { useSession } from '../session/session-context.tsx';
import { useKeepTyped } from '../session/typed-texts.ts';
import { useWrite } from '../session/use-call.ts';

export type Keeping = {
  /** Time of the server's last answer, in ms since 1970; null before the first. */
  readonly keptAt: number | null;
  /** True while the server does not have what is on the screen. */
  readonly isBehind: boolean;
  /** Time at which this device had what is on the screen, while the server does not answer; null otherwise. */
  readonly storedAt: number | null;
  readonly error: CallError | null;
  readonly retry: () => void;
  /** Call when the consultation has ended: its texts were sent with its end. */
  readonly end: () => void;
};

/** A pause of typing, and the longest time without keeping while somebody types. */
const pauseMs = 1500;
const longestMs = 10_000;
/** Longest time of typing that a crash loses. */
const draftMs = 250;
/** The server is asked again after this long. */
const againMs = 4000;

/**
 * Keeps the texts of a consultation while they are typed: sealed on this device at once, and at the server after a
 * pause.
 */
export function useKeeping(texts: VisitTexts): Keeping {
  const { port } = useSession();
  const keep = useWrite('visitKeep');
  const draft = useWrite('visitDraft');
  const [kept, setKept] = useState<{ readonly text: string; readonly at: number | null }>({
    text: written(texts),
    at: null,
  });
  const [stored, setStored] = useState<{ readonly text: string; readonly at: number } | null>(null);
  const text = written(texts);
  const isBehind = text !== kept.text;
  const behindSince = useRef<number | null>(null);
  const { mutate, isPending } = keep;
  const isAway = keep.data?.keptAt === null;
  const send = useCallback(() => {
    const sent = written(texts);
    mutate(texts, {
      ifShown: ({ keptAt }) => {
        setStored({ text: sent, at: Date.now() });
        if (keptAt !== null) setKept({ text: sent, at: keptAt });
      },
    });
  }, [mutate, texts]);
  useEffect(() => {
    if (!isBehind) behindSince.current = null;
    if (!isBehind || isPending || keep.error !== null) return;
    behindSince.current ??= Date.now();
    const late = Date.now() - behindSince.current > longestMs;
    const timer = setTimeout(send, isAway ? againMs : late ? 0 : pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isBehind, isAway, isPending, keep.error, send]);
  const { mutate: store } = draft;
  const isOnDevice = text === kept.text || text === stored?.text;
  useEffect(() => {
    if (isOnDevice) return;
    const timer = setTimeout(() => {
      store(texts, {
        ifShown: ({ storedAt }) => {
          setStored({ text: written(texts), at: storedAt });
        },
      });
    }, draftMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isOnDevice, store, texts]);
  // A screen that is left within the pause loses nothing either: nothing else would send its texts.
  const unkept = useRef<VisitTexts | null>(null);
  const isEnded = useRef(false);
  useKeepTyped(async () => {
    if (!isOnDevice && !isEnded.current) await port.call('visitDraft', texts);
    return 'kept';
  });
  unkept.current = isBehind ? texts : null;
  useEffect(
    () => () => {
      if (unkept.current !== null && !isEnded.current) mutate(unkept.current);
    },
    [mutate],
  );
  const end = useCallback(() => {
    isEnded.current = true;
  }, []);
  const storedAt = isAway && isBehind && stored?.text === text ? stored.at : null;
  return { keptAt: kept.at, isBehind, storedAt, error: draft.error ?? keep.error, retry: send, end };
}

function written({ reason, examination, conclusion }: VisitTexts): string {
  return JSON.stringify([reason, examination, conclusion]);
}
