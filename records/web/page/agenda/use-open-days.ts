import { useState } from 'react';
import { useRead } from '../session/use-call.ts';

/** The days that the session has open, and those that this page opened since. */
export function useOpenDays() {
  const { data } = useRead('agendaOpenDays', {}, false);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const nameOf = (practitioner: string, date: string): string => `${practitioner}/${date}`;
  return {
    isOpen: (practitioner: string, date: string): boolean =>
      opened.has(nameOf(practitioner, date)) ||
      (data ?? []).some((day) => day.practitioner === practitioner && day.date === date),
    open(practitioner: string, date: string): void {
      setOpened(new Set([...opened, nameOf(practitioner, date)]));
    },
  };
}
