import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';

/** The sheet that is printed instead of the screen. It exists only while it is shown, and is stored nowhere. */
export function PrintSheet({ children }: { readonly children: ReactNode }) {
  return createPortal(<div className="paper">{children}</div>, document.body);
}
