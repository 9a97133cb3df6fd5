import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useState } from 'react';
import type { SessionPort } from '../port/page-side.ts';
import type { SessionState } from '../port/session-calls.ts';
import { Door } from './door/door.tsx';
import { ReloadNotice } from './door/reload-notice.tsx';
import { Loading } from './elements/loading.tsx';
import { Toasts } from './elements/toasts.tsx';
import { SessionProvider, useSession } from './session/session-context.tsx';
import { createQueryClient, useLiveData } from './session/use-call.ts';
import { useInside } from './session/use-inside.ts';
import type { LoadedTexts } from './text/load-texts.ts';
import { LanguageProvider, useFirstTexts } from './text/use-texts.tsx';

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
              <Phase />
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
  const inside = useInside();
  useLiveData();
  if (state.phase !== 'open') return <Door />;
  if (inside === 'missing') return <InsideMissing />;
  if (inside === null) return <Loading bars={6} />;
  return <inside.Inside deskOf={inside.deskOf} />;
}

function InsideMissing() {
  const { title, lead, reload } = useFirstTexts().notLoaded;
  return <ReloadNotice {...{ title, lead, reload }} />;
}
