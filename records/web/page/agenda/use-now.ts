import { useEffect, useState } from 'react';
import { practiceClock } from '../../port/practice-time.ts';

/** The wall clock of the practice, `YYYY-MM-DDTHH:MM`, renewed twice a minute. */
export function useNow(): string {
  const [now, setNow] = useState(() => practiceClock());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(practiceClock());
    }, 30_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
