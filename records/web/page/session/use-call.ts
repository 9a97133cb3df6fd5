import { QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Calls, Input, Output } from '../../port/calls.ts';
import type { CallError } from '../../port/page-side.ts';
import { useSession } from './session-context.tsx';

/** Answers stay in memory for as long as a screen shows them, and half a minute more. Failures are shown, not repeated. */
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

/** A call that changes something. */
export function useWrite<Name extends keyof Calls>(name: Name) {
  const { port } = useSession();
  return useMutation<Output<Calls, Name>, CallError, Input<Calls, Name>>({
    mutationFn: (input) => port.call(name, input),
  });
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
];

/** Reads again what the worker reports as changed, and forgets everything with the session. */
export function useLiveData(): void {
  const { port, state } = useSession();
  const wasOpen = useRef(state.phase === 'open');
  const client = useQueryClient();
  useEffect(() => {
    const ends = [
      port.on('agenda', ({ practitioner, date }) => {
        void client.invalidateQueries({ queryKey: ['agendaDay', { practitioner, date }] });
        void client.invalidateQueries({ queryKey: ['agendaFree'] });
        void client.invalidateQueries({ queryKey: ['agendaLoads'] });
      }),
      port.on('patient', ({ scope }) => {
        for (const name of ['openPatient', 'recordsDestroyed'])
          void client.invalidateQueries({ queryKey: [name, { scope }] });
      }),
      port.on('worklist', ({ member }) => {
        void client.invalidateQueries({ queryKey: ['list', { member }] });
        void client.invalidateQueries({ queryKey: ['listCount'] });
      }),
      port.on('settings', () => void client.invalidateQueries({ queryKey: ['settings'] })),
      port.on('unsent', (unsent) => void client.setQueryData(['unsent', {}], unsent)),
      port.on('practice', () => {
        for (const name of practiceCalls) void client.invalidateQueries({ queryKey: [name] });
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
