import './older-browsers.ts';
import { createCheckers } from './checker.ts';
import { createFlow } from './flow.ts';
import { createFrame } from './frame.ts';
import { preferredLanguage } from '@etanche/ui';
import { forgetOnLeave } from './leave.ts';

const root = document.getElementById('page');
if (root !== null) {
  const base = new URL('./', location.href).href;
  const flow = createFlow(
    (onLanguage) => createFrame(root, onLanguage),
    createCheckers(base),
    preferredLanguage(navigator.languages),
    Date.now,
  );
  forgetOnLeave(flow.forget);
  flow.open();
}
