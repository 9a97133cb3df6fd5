import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import type { SessionPort } from '../../port/page-side.ts';
import type { SessionState } from '../../port/session-calls.ts';

type Open = Extract<SessionState, { phase: 'open' }>;
type Shared = { readonly port: SessionPort; readonly state: SessionState };

const Context = createContext<Shared | null>(null);

/** Gives the port and the state of the session to all screens. */
export function SessionProvider({
  port,
  first,
  children,
}: {
  readonly port: SessionPort;
  readonly first: SessionState;
  readonly children: ReactNode;
}) {
  const [state, setState] = useState(first);
  useEffect(() => port.on('state', setState), [port]);
  return <Context value={{ port, state }}>{children}</Context>;
}

export function useSession(): Shared {
  const shared = use(Context);
  if (shared === null) throw new RangeError('no session around this element');
  return shared;
}

/** False for somebody who is an administrator only: agenda and files are absent then. */
export function seesPatients({ roles }: Open['me']): boolean {
  return roles.includes('doctor') || roles.includes('secretary');
}

/** For screens that exist only in an open session. */
export function useOpenSession(): Open & { readonly port: SessionPort } {
  const { port, state } = useSession();
  if (state.phase !== 'open') throw new RangeError('the session is not open');
  return { ...state, port };
}
