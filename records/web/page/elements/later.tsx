import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { useIsShown } from '../session/use-is-shown.ts';
import { Loading } from './loading.tsx';
import { NotLoaded } from './not-loaded.tsx';

const loads: (() => Promise<unknown>)[] = [];

/**
 * A component in a script of its own, which is loaded by `loadLater`, or when it is shown before that. Once it is
 * loaded it is shown at once: React's `lazy` would show the fallback first, and keeps a failure without telling it.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: ReactNode = <Loading bars={6} />,
): (props: Props) => ReactNode {
  let loaded: ComponentType<Props> | null = null;
  const get = async (): Promise<ComponentType<Props>> => (loaded ??= await load());
  loads.push(get);
  return function Later(props: Props) {
    const [Shown, setShown] = useState(() => loaded);
    const [hasFailed, setFailed] = useState(false);
    const isShown = useIsShown();
    useEffect(() => {
      if (Shown !== null) return;
      get().then(
        (component) => {
          if (isShown.current) setShown(() => component);
        },
        () => {
          if (isShown.current) setFailed(true);
        },
      );
    }, [Shown, isShown]);
    if (hasFailed) return <NotLoaded />;
    return Shown === null ? fallback : <Shown {...props} />;
  };
}

/**
 * Loads every component of `later`, one after the other while the browser has nothing else to do, so that a page
 * without its server can open each of them.
 */
export async function loadLater(): Promise<void> {
  // The list grows with the scripts that it loads.
  for (let i = 0; i < loads.length; i += 1) {
    await idle();
    // The component shows its failure when somebody opens it.
    await loads[i]?.().catch(() => undefined);
  }
}

/** Safari has no `requestIdleCallback`. */
async function idle(): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      resolve();
    };
    if ('requestIdleCallback' in globalThis) requestIdleCallback(done, { timeout: 2000 });
    else setTimeout(done, 50);
  });
}
