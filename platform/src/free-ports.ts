import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** Below the ports that systems give to outgoing connections: one of those could take a port before the caller does. */
const range = [10_240, 32_768] as const;

/**
 * Ports of 127.0.0.1 that are free now. All are opened at the same time, so that none is chosen twice; another program
 * can take one before the caller listens.
 *
 * @param choose a port to try
 */
export async function freePorts(count: number, choose = () => randomInt(...range)): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const server = createServer().listen(choose(), '127.0.0.1');
    try {
      await once(server, 'listening');
      servers.push(server);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
