import { useEffect, useState } from 'react';
import { useFirstTexts } from '../text/use-texts.tsx';

/** Nothing for 150 ms, then still bars. */
export function Loading({ bars = 3 }: { readonly bars?: number }) {
  const t = useFirstTexts();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
    }, 150);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  if (!isLate) return null;
  return (
    <div className="loading" role="status" aria-label={t.loading}>
      {Array.from({ length: bars }, (_, i) => (
        <span key={i} />
      ))}
    </div>
  );
}
