import './older-browsers.ts';
import type { Manifest, Trust } from '@etanche/core-check-protocol';
import { ask } from './engine/ask.ts';
import { openIndex } from './engine/open-index.ts';
import { confirmNewest } from './engine/confirm-newest.ts';
import { couldNotCheck, PageFailure } from './engine/page-failure.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** All computation and fetching runs here: the page stays responsive, and ending the worker discards its data. */
declare const ETANCHE_TRUST: Trust;

let opened: { readonly base: string; readonly manifest: Manifest; readonly newest: Promise<void> } | null = null;

addEventListener('message', (event: MessageEvent<ToWorker>) => {
  void handle(event.data).catch((error: unknown) => {
    const failure = error instanceof PageFailure ? error : new PageFailure('browser', 'unexpected', null);
    tell({ type: 'outcome', outcome: couldNotCheck(failure.code, failure.retryAfter) });
  });
});

async function handle(message: ToWorker): Promise<void> {
  if (message.type === 'open') {
    const manifest = await openIndex(message.base, ETANCHE_TRUST, Date.now);
    // The vaults are asked while the person types; nothing of the question is sent before they have answered.
    const newest = confirmNewest(manifest, ETANCHE_TRUST, message.confirmed, Date.now).then((confirmed) => {
      tell({ type: 'confirmed', confirmed });
    });
    newest.catch(() => undefined);
    opened = { base: message.base, manifest, newest };
    tell({ type: 'opened', manifest });
    return;
  }
  if (opened === null) throw new PageFailure('browser', 'the index is not open yet', null);
  await opened.newest;
  const outcome = await ask(opened.manifest, opened.base, message.question, (step) => {
    tell({ type: 'step', step });
  });
  tell({ type: 'outcome', outcome });
}

function tell(message: FromWorker): void {
  postMessage(message);
}
