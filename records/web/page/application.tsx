import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useState } from 'react';
import type { SessionPort } from '../port/page-side.ts';
import type { SessionState } from '../port/session-calls.ts';
import { FailureNote } from './elements/failure.tsx';
import { Loading } from './elements/loading.tsx';
import { PrintProvider } from './print/print-provider.tsx';
import { Toasts } from './elements/toasts.tsx';
import { KeptFormsProvider } from './forms/kept-forms.tsx';
import { createDesk, type Desk } from './session/desk.ts';
import { KeptFilesProvider } from './session/kept-files.ts';
import { SessionProvider, useSession } from './session/session-context.tsx';
import { useAdoptedSettings } from './session/use-settings.ts';
import { createQueryClient, useLiveData } from './session/use-call.ts';
import { KitGate } from './found/kit-gate.tsx';
import { Door } from './door/door.tsx';
import { WaitingScreen } from './door/waiting-screen.tsx';
import type { LoadedTexts } from './text/load-texts.ts';
import { LanguageProvider } from './text/use-texts.tsx';

export function Application({
  port,
  first,
  texts,
}: {
  readonly port: SessionPort;
  readonly first: SessionState;
  readonly texts: LoadedTexts;
}) {
  const [queries] = useState(createQueryClient);
  return (
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LanguageProvider first={texts}>
          <SessionProvider port={port} first={first}>
            <Toasts>
              <PrintProvider>
                <Phase />
              </PrintProvider>
            </Toasts>
          </SessionProvider>
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>
  );
}

/**
 * Without an open session nothing of a patient is in the page: the screens are removed, and their place is in the URL.
 */
function Phase() {
  const { state } = useSession();
  const [deskOf] = useState(createDesk);
  useLiveData();
  if (state.phase !== 'open') return <Door />;
  const { status, isGranted } = state.me;
  // A frozen member may read on the emergency quota.
  const mayWork = status === 'frozen' || (status === 'active' && isGranted);
  if (!mayWork) return <WaitingScreen />;
  return (
    <KitGate>
      <WithSettings desk={deskOf(state.me.id)} />
    </KitGate>
  );
}

/** The agenda and every printed page follow the settings, so that screens are shown once they are read. */
function WithSettings({ desk }: { readonly desk: Desk }) {
  const { isReady, error, retry } = useAdoptedSettings();
  if (error !== null) return <FailureNote error={error} onRetry={retry} />;
  if (!isReady) return <Loading bars={6} />;
  return (
    <KeptFilesProvider value={desk}>
      <KeptFormsProvider>
        <RouterProvider router={desk.router} />
      </KeptFormsProvider>
    </KeptFilesProvider>
  );
}
