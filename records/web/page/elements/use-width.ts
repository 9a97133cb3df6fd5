import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

const least = 280;

/** The width of an element, so that text in a drawing keeps its size on every screen. @param first until it is known */
export function useWidth(first: number): { readonly frame: RefObject<HTMLDivElement | null>; readonly width: number } {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.max(least, Math.floor(entry.contentRect.width)));
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return { frame, width };
}
