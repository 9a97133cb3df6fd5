import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@etanche/platform';
import { Builder, Capabilities, Key, Origin } from 'selenium-webdriver';
import type { Engine } from './engine.ts';
import { findPrograms } from './find-programs.ts';

const programs = findPrograms('Xvfb', 'WebKitWebDriver', { pattern: '/usr/lib/*/webkit2gtk-4.*/MiniBrowser' });

/** WebKitGTK: its MiniBrowser under Xvfb, through WebKitWebDriver. */
export const webkit: Engine = {
  name: 'WebKitGTK',
  debianPackage: 'webkit2gtk-driver and xvfb',
  programs,
  async open() {
    const [xvfb = '', webDriver = '', binary = ''] = programs ?? [];
    await using building = new AsyncDisposableStack();
    const display = await startDisplay(xvfb, building);
    const port = await freePort();
    // `env` adds the display to the environment of this process, which only platform reads.
    stopLater(building, spawn('env', [`DISPLAY=${display}`, webDriver, `--port=${port}`], { stdio: 'ignore' }));
    await accepting(port);
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    });
    const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
    building.defer(async () => driver.quit());
    const running = building.move();
    return {
      goto: async (url) => driver.get(url),
      read: async <T>(expression: string) => driver.executeScript<T>(`return ${expression}`),
      // A click on the element is refused inside a part that scrolls, where the driver finds no point of it.
      async press(find) {
        const { x, y } = await driver.executeScript<{ readonly x: number; readonly y: number }>(
          `const found = ${find};
          found.scrollIntoView({ block: 'nearest' });
          const { left, top, width, height } = found.getBoundingClientRect();
          return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };`,
        );
        await driver.actions().move({ x, y, origin: Origin.VIEWPORT }).click().perform();
      },
      type: async (text) => (await driver.switchTo().activeElement()).sendKeys(text.replaceAll('\n', Key.ENTER)),
      [Symbol.asyncDispose]: () => running.disposeAsync(),
    };
  },
};

/** @returns the display's name, which Xvfb chooses and writes to its third descriptor */
async function startDisplay(xvfb: string, building: AsyncDisposableStack): Promise<string> {
  const child = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  stopLater(building, child);
  const output = child.stdio[3];
  if (output === null || output === undefined) throw new Error('Xvfb has no third descriptor');
  const [number] = (await once(output, 'data')) as [Buffer];
  return `:${number.toString().trim()}`;
}

function stopLater(building: AsyncDisposableStack, child: ChildProcess): void {
  building.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
}

async function accepting(port: number): Promise<void> {
  for (;;) {
    const answers = await fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
}
