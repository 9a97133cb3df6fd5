import { useSyncExternalStore } from 'react';

const listen = (onChange: () => void): (() => void) => {
  addEventListener('hashchange', onChange);
  return () => {
    removeEventListener('hashchange', onChange);
  };
};

/** The parts of the address after `#/`. */
export function useHash(): readonly string[] {
  const hash = useSyncExternalStore(listen, () => location.hash);
  return hash.replace(/^#\/?/, '').split('/');
}
