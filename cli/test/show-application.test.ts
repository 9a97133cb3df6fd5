import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { showApplication } from '../src/start/show-application.ts';
import { Terminal } from '../src/index.ts';

const facts = {
  url: 'http://localhost:8081',
  people: [{ key: 'arnaud', name: 'Dr Hélène Arnaud', role: 'doctor' }],
  patients: 300,
} as const;
const gateway = { viewerUrl: 'http://localhost:8189', folder: '/data/practice/gateway/laboratoire' };

function shown(shownGateway: typeof gateway | null): string {
  const out = new PassThrough();
  const terminal = new Terminal({ out, errors: out, now: () => 0, noColour: true });
  showApplication(terminal, { ...facts, gateway: shownGateway });
  return String(out.read());
}

test('a start shows where the mail of the gateway can be read, and where the laboratory writes', () => {
  const text = shown(gateway);
  expect(text).toMatch(/par MSSanté · what the gateway sends by MSSanté:\n {2}http:\/\/localhost:8189\n/);
  expect(text).toContain('/data/practice/gateway/laboratoire');
});

test('a start without a gateway shows neither', () => {
  const text = shown(null);
  expect(text).toContain('http://localhost:8081');
  expect(text).not.toMatch(/passerelle|laboratoire/);
});
