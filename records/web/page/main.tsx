import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { createBrowserPasskeys } from '@etanche/records-client';
import { createPageSide } from '../port/page-side.ts';
import { Application } from './application.tsx';
import { Unverified } from './session/unverified.tsx';
import { keepTyped } from './session/typed-texts.ts';
import { startWorker } from './session/start-worker.ts';
import { leaveControlsUnsaved } from './session/unsaved-controls.ts';

const element = document.getElementById('application');
if (element !== null) {
  leaveControlsUnsaved(document.body);
  const root = createRoot(element);
  const passkeys = createBrowserPasskeys(navigator.credentials);
  void startWorker().then(
    async (worker) => {
      const port = createPageSide(worker, {
        passkeyGet: (options) => passkeys.get(options),
        passkeyCreate: (options) => passkeys.create(options),
        keepTyped,
      });
      // Another tab may have opened the session already.
      const first = await port.call('state', null);
      root.render(<Application port={port} first={first} />);
    },
    () => {
      root.render(<Unverified />);
    },
  );
}
