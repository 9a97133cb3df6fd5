import { useEffectEvent, useLayoutEffect } from 'react';

/**
 * Listens for keys wherever the focus is, while an element is shown.
 *
 * @param isFirst true to see a key before the focused element
 */
export function usePageKeys(onKey: (event: KeyboardEvent) => void, isFirst = false): void {
  const latest = useEffectEvent(onKey);
  // An ordinary effect runs after the screen is painted, so that a quick key would be lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      latest(event);
    };
    addEventListener('keydown', listen, { capture: isFirst });
    return () => {
      removeEventListener('keydown', listen, { capture: isFirst });
    };
  }, [isFirst]);
}
