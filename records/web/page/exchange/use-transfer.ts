import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSession } from '../session/session-context.tsx';
import { useRead } from '../session/use-call.ts';

/** The transfer of a file on which the session works, as it goes on; null if there is none. */
export function useTransfer(scope: string) {
  const { port } = useSession();
  const client = useQueryClient();
  useEffect(
    () =>
      port.on('transfer', ({ scope: of, view }) => void client.setQueryData(['transferState', { scope: of }], view)),
    [port, client],
  );
  return useRead('transferState', { scope }, false);
}
