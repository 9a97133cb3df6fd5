import { useEffect, useRef, type RefObject } from 'react';

/** Whether the element is shown, for what follows an answer that comes later. */
export function useIsShown(): Readonly<RefObject<boolean>> {
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return isShown;
}
