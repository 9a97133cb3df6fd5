import { useEffect, useRef } from 'react';
import type { TypedTexts } from '../../port/session-calls.ts';
import { typedOf } from '../../port/typed-of.ts';

/** Stores what is typed and not stored yet. */
type Keep = () => Promise<TypedTexts>;

const keeps = new Set<Keep>();

/** Registers how a screen stores its texts before the session closes. */
export function useKeepTyped(keep: Keep): void {
  const last = useRef(keep);
  last.current = keep;
  useEffect(() => {
    const run: Keep = () => last.current();
    keeps.add(run);
    return () => {
      keeps.delete(run);
    };
  }, []);
}

/** Stores the texts of all screens of this page. */
export async function keepTyped(): Promise<TypedTexts> {
  return typedOf(await Promise.all(Array.from(keeps, (keep) => keep().catch(() => null))));
}
