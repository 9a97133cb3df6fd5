import type { MouseEvent } from 'react';

/**
 * Handles a pointer that moves. Browsers also report the pointer when an element appears below it: a list that opens
 * there must not choose another entry than its first.
 */
export function onPointerMove(handle: () => void): (event: MouseEvent) => void {
  return ({ movementX, movementY }) => {
    if (movementX !== 0 || movementY !== 0) handle();
  };
}
