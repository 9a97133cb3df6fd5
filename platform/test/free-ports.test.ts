import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts } from '../src/index.ts';

test('ports are different, free, and none that the system gives to outgoing connections', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(10_240);
    expect(port).toBeLessThan(32_768);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    await once(server.close(), 'close');
  }
});

test('a port that another program uses is left out', async () => {
  const [used = 0, free = 0] = await freePorts(2);
  const server = createServer().listen(used, '127.0.0.1');
  await once(server, 'listening');
  const chosen = [used, used, free];
  expect(await freePorts(1, () => chosen.shift() ?? 0)).toEqual([free]);
  await once(server.close(), 'close');
});
