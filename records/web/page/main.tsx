import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { createBrowserPasskeys } from '@etanche/records-client';
import { createPageSide } from '../port/page-side.ts';
import { Application } from './application.tsx';
import { startWorker } from './session/start-worker.ts';

const passkeys = createBrowserPasskeys(navigator.credentials);
const port = createPageSide(startWorker(), {
  passkeyGet: (options) => passkeys.get(options),
  passkeyCreate: (options) => passkeys.create(options),
});

const root = document.getElementById('application');
if (root !== null) {
  // Another tab may have opened the session already.
  void port.call('state', null).then((first) => {
    createRoot(root).render(<Application port={port} first={first} />);
  });
}
