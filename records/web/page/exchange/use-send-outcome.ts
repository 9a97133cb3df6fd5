import { useEffect, useEffectEvent, useState } from 'react';
import type { CallError } from '../../port/page-side.ts';
import type { SendOutcome } from '../../port/send-calls.ts';
import { useSession } from '../session/session-context.tsx';

const everyMs = 5000;

/**
 * Asks what became of a message whose answer was lost, again and again until that is known. Nothing is sent by it.
 *
 * @param onSent called once the server says that it has taken the message
 */
export function useSendOutcome(key: string, error: CallError | null, onSent: () => void): SendOutcome {
  const { port } = useSession();
  const [outcome, setOutcome] = useState<SendOutcome>('unknown');
  const sent = useEffectEvent(onSent);
  const isUncertain = error?.failure.code === 'uncertain';
  useEffect(() => {
    if (!isUncertain) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      const found = await port.call('messageCheck', { key }).catch((): SendOutcome => 'unknown');
      if (isOver) return;
      setOutcome(found);
      if (found === 'sent') sent();
      else if (found === 'unknown') timer = setTimeout(() => void ask(), everyMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
      setOutcome('unknown');
    };
  }, [isUncertain, key, port]);
  return outcome;
}
