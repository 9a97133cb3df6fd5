import { QueryClient, type Query, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { Calls, Input, Output } from '../../port/calls.ts';
import { CallError } from '../../port/page-side.ts';
import { useToast } from '../elements/toasts.tsx';
import { useFirstTexts } from '../text/use-texts.tsx';
import { useSession } from './session-context.tsx';
import { useIsShown } from './use-is-shown.ts';

/**
 * Answers stay in memory for as long as a screen shows them, and half a minute more. Failures are shown, not repeated.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        gcTime: 30_000,
        staleTime: Infinity,
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/**
 * Reads by a call, once for all elements with the same input; null reads nothing.
 *
 * @param hasEvents false for data that changes without an event: each screen that is opened reads it again
 */
export function useRead<Name extends keyof Calls>(name: Name, input: Input<Calls, Name> | null, hasEvents = true) {
  const { port } = useSession();
  return useQuery<Output<Calls, Name>, CallError>({
    queryKey: [name, input],
    enabled: input !== null,
    refetchOnMount: hasEvents ? true : 'always',
    queryFn: ({ signal }) => port.call(name, input as Input<Calls, Name>, signal),
  });
}

/** Reads by a call, again and again while the element is shown. */
export function useReadEvery<Name extends keyof Calls>(name: Name, input: Input<Calls, Name>, everyMs: number) {
  const { port } = useSession();
  return useQuery<Output<Calls, Name>, CallError>({
    queryKey: [name, input],
    queryFn: ({ signal }) => port.call(name, input, signal),
    refetchInterval: everyMs,
  });
}

type After<Result> = {
  /** Runs for every call, also if the element is gone: for a toast with its way back, and for what others show. */
  readonly onSuccess?: (result: Result) => void;
  /** Runs for the last call while the element is shown: it closes a dialog, clears a form or opens another screen. */
  readonly ifShown?: (result: Result) => void;
};

/**
 * A call that changes something. Its event often brings the new data before its answer, and the element that called is
 * gone by then: the line of a finished task, the card of a cancelled appointment, the dialog in either. A failure is
 * then told in a toast; otherwise the element shows `error`. Nothing follows an answer that comes after the session.
 */
export function useWrite<Name extends keyof Calls>(name: Name) {
  const { port } = useSession();
  const write = useMutation<Output<Calls, Name>, CallError, Input<Calls, Name>>({
    mutationFn: (input) => port.call(name, input),
  });
  const { mutateAsync } = write;
  const t = useFirstTexts();
  const show = useToast();
  const isShown = useIsShown();
  const tell = useRef<(reason: unknown) => void>(() => undefined);
  tell.current = (reason) => {
    if (!isShown.current && reason instanceof CallError) show(t.notDone(t.failure(reason.failure).title));
  };
  const mutate = useCallback(
    (input: Input<Calls, Name>, { onSuccess, ifShown }: After<Output<Calls, Name>> = {}): void => {
      let hasEnded = false;
      const end = port.on('state', ({ phase }) => {
        if (phase === 'closed') hasEnded = true;
      });
      // TanStack drops the callbacks of a call with its element, and settles its promise in any case.
      void mutateAsync(input, { ...(ifShown !== undefined && { onSuccess: ifShown }) })
        .then(
          (result) => {
            if (!hasEnded) onSuccess?.(result);
          },
          (reason: unknown) => {
            if (!hasEnded) tell.current(reason);
          },
        )
        .finally(end);
    },
    [port, mutateAsync],
  );
  return { ...write, mutate };
}

/** Calls whose answers change with the practice. */
const practiceCalls: readonly (keyof Calls)[] = [
  'members',
  'pending',
  'keysAreDue',
  'usage',
  'activity',
  'alarms',
  'kitState',
  'mailReadiness',
];

/** Calls whose answers change with the settings: hours, kinds, letterhead, correspondents, thesaurus. */
const settingsCalls: readonly (keyof Calls)[] = [
  'settings',
  'lineRead',
  'treatmentLines',
  'paperDraft',
  'paperLetter',
  'agendaFree',
  'colleagues',
  'ownEntry',
];

/**
 * Reads again what has changed. TanStack cancels a read that is under way and repeats it, but not the first one, whose
 * answer may be older than the change.
 */
export async function readAgain(client: QueryClient, queryKey: readonly unknown[]): Promise<void> {
  const isFirst = ({ state }: Query) => state.fetchStatus === 'fetching' && state.data === undefined;
  const first = new Set(client.getQueryCache().findAll({ queryKey, predicate: isFirst }));
  await client.invalidateQueries({ queryKey });
  if (first.size > 0) await client.invalidateQueries({ queryKey, predicate: (query) => first.has(query) });
}

/** Reads again what the worker reports as changed, and forgets everything with the session. */
export function useLiveData(): void {
  const { port, state } = useSession();
  const wasOpen = useRef(state.phase === 'open');
  const client = useQueryClient();
  useEffect(() => {
    const ends = [
      port.on('agenda', ({ practitioner, date }) => {
        void readAgain(client, ['agendaDay', { practitioner, date }]);
        for (const name of ['agendaFree', 'agendaLoads', 'agendaComing']) void readAgain(client, [name]);
      }),
      port.on('patient', ({ scope }) => {
        // A line of a prescription is checked against the allergies and the treatment of the file.
        for (const name of ['openPatient', 'recordsDestroyed', 'mailsOfFile', 'lineRead', 'treatmentLines'])
          void readAgain(client, [name, { scope }]);
        // The list of mails takes the state of a mail from its file while the file is open.
        void readAgain(client, ['mails']);
      }),
      port.on('worklist', ({ member }) => {
        void readAgain(client, ['list', { member }]);
        void readAgain(client, ['listHasMore', { member }]);
        for (const name of ['listCount', 'mails']) void readAgain(client, [name]);
      }),
      port.on('exchange', ({ changed }) => {
        for (const name of ['inbox', 'inboxCount', 'waitingList', 'outbox', 'sentOfFile'])
          void readAgain(client, [name]);
        if (changed === null) return;
        for (const name of ['messageOpen', 'transferOpen', 'transferRead'])
          void readAgain(client, [name, { id: changed }]);
      }),
      port.on('settings', () => {
        for (const name of settingsCalls) void readAgain(client, [name]);
      }),
      port.on('unsent', (unsent) => void client.setQueryData(['unsent', {}], unsent)),
      port.on('reach', (reach) => void client.setQueryData(['reach', {}], reach)),
      port.on('practice', () => {
        for (const name of practiceCalls) void readAgain(client, [name]);
      }),
      port.on('state', ({ phase }) => {
        // A refused sign-in closes nothing, and the screen that shows the refusal keeps its answers.
        if (phase === 'closed' && wasOpen.current) client.clear();
        if (phase !== 'opening') wasOpen.current = phase === 'open';
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [port, client]);
}
