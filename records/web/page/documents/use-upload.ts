import { useCallback, useEffect, useRef, useState } from 'react';
import type { Input, Calls } from '../../port/calls.ts';
import type { Written } from '../../port/entry-calls.ts';
import { CallError } from '../../port/page-side.ts';
import { useSession } from '../session/session-context.tsx';

export type Upload =
  | { readonly phase: 'waits' }
  | { readonly phase: 'sealing'; readonly percent: number }
  | { readonly phase: 'sending' }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: CallError };

/** Adds one document, with its progress and a way to cancel it. An element that goes away cancels it too. */
export function useUpload(onAdded: (written: readonly Written[]) => void) {
  const { port } = useSession();
  const [upload, setUpload] = useState<Upload>({ phase: 'waits' });
  const running = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );
  const cancel = useCallback(() => {
    running.current?.abort();
  }, []);
  const start = async (input: Omit<Input<Calls, 'documentAdd'>, 'key'>): Promise<void> => {
    const key = crypto.randomUUID();
    const controller = new AbortController();
    running.current = controller;
    const end = port.on('document', (event) => {
      if (event.key !== key) return;
      const percent = Math.floor((100 * event.sealed) / event.of);
      setUpload(event.sealed < event.of ? { phase: 'sealing', percent } : { phase: 'sending' });
    });
    setUpload({ phase: 'sealing', percent: 0 });
    try {
      onAdded(await port.call('documentAdd', { ...input, key }, controller.signal));
    } catch (error) {
      if (controller.signal.aborted) setUpload({ phase: 'cancelled' });
      else if (error instanceof CallError) setUpload({ phase: 'failed', error });
      else throw error;
    } finally {
      end();
    }
  };
  return { upload, start, cancel };
}
