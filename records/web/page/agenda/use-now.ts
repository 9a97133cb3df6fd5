import { useEffect, useState } from 'react';
import { localTime } from '../../worker/zoned-time.ts';

/** The wall clock of the practice, `YYYY-MM-DDTHH:MM`, renewed twice a minute. */
export function useNow(timeZone: string): string {
  const [now, setNow] = useState(() => localTime(Date.now(), timeZone));
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(localTime(Date.now(), timeZone));
    }, 30_000);
    return () => {
      clearInterval(timer);
    };
  }, [timeZone]);
  return now;
}
