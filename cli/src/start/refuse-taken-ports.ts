import { createServer } from 'node:net';
import { PlatformError } from '@etanche/platform';

/** Rejects used ports before anything is started. @throws PlatformError `address_unavailable` */
export async function refuseTakenPorts(ports: readonly number[]): Promise<void> {
  const free = await Promise.all(ports.map(isFree));
  const taken = ports.filter((_, i) => free[i] === false);
  if (taken.length === 0) return;
  const which = taken.length === 1 ? `Port ${String(taken[0])} is` : `Ports ${taken.join(', ')} are`;
  throw new PlatformError(
    'address_unavailable',
    `${which} in use by another program, perhaps by another etanche start. Stop it${taken.includes(ports[0] ?? 0) ? ', or choose another page port with --port' : ''}.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
