import { useEffect, useState } from 'react';

/** The wall clock of the practice, `YYYY-MM-DDTHH:MM`, renewed twice a minute. */
export function useNow(timeZone: string): string {
  const [now, setNow] = useState(() => read(timeZone));
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(read(timeZone));
    }, 30_000);
    return () => {
      clearInterval(timer);
    };
  }, [timeZone]);
  return now;
}

function read(timeZone: string): string {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    Date.now(),
  );
  return text.replace(' ', 'T');
}
