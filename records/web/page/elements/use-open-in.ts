import { useState } from 'react';

/**
 * The id of what is open in a list. An entry that the list has no longer is closed: it does not open by itself when it
 * comes back, as after an undo.
 *
 * @param first what is open at the beginning
 */
export function useOpenIn(
  ids: readonly string[],
  first: string | null = null,
): readonly [open: string | null, setOpen: (id: string | null) => void] {
  const [open, setOpen] = useState(first);
  const isGone = open !== null && !ids.includes(open);
  // During rendering, as React permits for state that follows from data: nothing of the entry is painted again.
  if (isGone) setOpen(null);
  return [isGone ? null : open, setOpen];
}
