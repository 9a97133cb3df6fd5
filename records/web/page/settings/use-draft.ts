import { useCallback, useEffect, useEffectEvent, useRef, useState, type Dispatch, type SetStateAction } from 'react';
import { useToast } from '../elements/toasts.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { isSame, typedOver } from '../forms/typed-over.ts';
import { useOpenSession } from '../session/session-context.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { useUnsavedGuard } from './unsaved-guard.tsx';

type Entry<C> = {
  readonly version: number;
  readonly author: string;
  readonly authorName: string | null;
  readonly content: C;
};

/** The version that another member stored while somebody typed. */
type Theirs = {
  /** Null if they removed the document. */
  readonly author: string | null;
  /** The fields that both have changed, with the other member's text, where it is one. */
  readonly contested: readonly { readonly field: string; readonly text: string | null }[];
};

export type Draft<T> = {
  readonly content: T;
  readonly setContent: Dispatch<SetStateAction<T>>;
  readonly theirs: Theirs | null;
  /** Puts the other member's version in the form; the toast brings back what was typed. */
  readonly takeTheirs: () => void;
  /** Call when the content is sent, so that its version is recognised as this member's. */
  readonly sending: () => void;
};

/**
 * The text that somebody types in a form of the settings. If another member stores a version meanwhile, it stays, over
 * theirs: the next attempt to store writes both.
 *
 * @param read returns what the form shows of a document; of none for a new one
 */
export function useDraft<C, T>(entry: Entry<C> | undefined, read: (content: C | undefined) => T): Draft<T> {
  const t = useTexts();
  const toast = useToast();
  const { me } = useOpenSession();
  const { setChanged } = useUnsavedGuard();
  const { done } = useKeptForm();
  const version = entry?.version ?? 0;
  const [content, setContent] = useKept('content', () => read(entry?.content));
  const [base, setBase] = useState(() => ({ version, first: read(entry?.content) }));
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const sent = useRef<{ readonly version: number; readonly content: T } | null>(null);
  const isChanged = !isSame(content, base.first);
  useEffect(() => {
    setChanged(isChanged, done);
    return () => {
      setChanged(false);
    };
  }, [isChanged, done, setChanged]);
  const adopt = useEffectEvent(() => {
    if (version === base.version) return;
    if (entry === undefined) {
      setBase({ ...base, version });
      setTheirs({ author: null, contested: [] });
      return;
    }
    const now = read(entry.content);
    const own = sent.current?.version === base.version && entry.author === me.id ? sent.current : null;
    sent.current = null;
    const from = own === null ? base.first : own.content;
    const { value } = typedOver(now, from, content);
    setBase({ version, first: now });
    setContent(value);
    if (isSame(value, now)) done();
    const isTheirs = own === null && !isSame(value, now);
    setTheirs(
      isTheirs
        ? { author: entry.authorName ?? t.settings.someMember, contested: contestedOf(now, from, content) }
        : null,
    );
  });
  useEffect(() => {
    adopt();
  }, [version]);
  return {
    ...{ content, setContent, theirs },
    takeTheirs: useCallback(() => {
      setContent(base.first);
      setTheirs(null);
      done();
      toast(t.settings.tookTheirs, () => {
        setContent(content);
      });
    }, [base, content, done, setContent, t, toast]),
    sending: useCallback(() => {
      sent.current = { version: base.version, content };
    }, [base, content]),
  };
}

function contestedOf(now: unknown, from: unknown, typed: unknown): Theirs['contested'] {
  const [ours, theirs, before] = [membersOf(typed), membersOf(now), membersOf(from)];
  return Object.keys(ours)
    .filter((name) => typedOver(theirs[name], before[name], ours[name]).isContested)
    .map((field) => ({ field, text: typeof theirs[field] === 'string' ? theirs[field] : null }));
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
