import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { FailureNote } from './elements/failure.tsx';
import { loadLater } from './elements/later.tsx';
import { Loading } from './elements/loading.tsx';
import { KeptFormsProvider } from './forms/kept-forms.tsx';
import { KitGate } from './found/kit-gate.tsx';
import { PrintProvider } from './print/print-provider.tsx';
import type { Desk, DeskOf } from './session/desk.ts';
import { KeptFilesProvider } from './session/kept-files.ts';
import { useOpenSession } from './session/session-context.tsx';
import { useAdoptedSettings } from './session/use-settings.ts';
import { WaitingScreen } from './door/waiting-screen.tsx';

export { createDesk } from './session/desk.ts';

/** Everything behind the door. It is one script, which the page loads once the door is shown. */
export function Inside({ deskOf }: { readonly deskOf: DeskOf }) {
  const { me } = useOpenSession();
  useEffect(() => {
    void loadLater();
  }, []);
  // A frozen member may read on the emergency quota.
  const mayWork = me.status === 'frozen' || (me.status === 'active' && me.isGranted);
  if (!mayWork) return <WaitingScreen />;
  return (
    <PrintProvider>
      <KitGate>
        <WithSettings desk={deskOf(me.id)} />
      </KitGate>
    </PrintProvider>
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
