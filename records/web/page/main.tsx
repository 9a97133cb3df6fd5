import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { createBrowserPasskeys } from '@etanche/records-client';
import { preferredLanguage } from '@etanche/ui';
import { createPageSide } from '../port/page-side.ts';
import { Application } from './application.tsx';
import { Unverified } from './session/unverified.tsx';
import { keepTyped } from './session/typed-texts.ts';
import { startWorker } from './session/start-worker.ts';
import { leaveControlsUnsaved } from './session/unsaved-controls.ts';
import { loadFirstTexts } from './text/load-texts.ts';

const element = document.getElementById('application');
if (element !== null) {
  leaveControlsUnsaved(document.body);
  void start(element);
}

async function start(element: HTMLElement): Promise<void> {
  const verified = startWorker().catch(() => null);
  const texts = await loadFirstTexts(preferredLanguage(navigator.languages)).catch(() => null);
  if (texts === null) {
    element.textContent =
      'Étanche n’a pas pu être chargé. Rechargez la page. · Étanche could not be loaded. Reload the page.';
    return;
  }
  const root = createRoot(element);
  const worker = await verified;
  if (worker === null) {
    root.render(<Unverified texts={texts} />);
    return;
  }
  const passkeys = createBrowserPasskeys(navigator.credentials);
  const port = createPageSide(worker, {
    passkeyGet: (options) => passkeys.get(options),
    passkeyCreate: (options) => passkeys.create(options),
    keepTyped,
  });
  // Another tab may have opened the session already.
  const first = await port.call('state', null);
  root.render(<Application port={port} first={first} texts={texts} />);
}
