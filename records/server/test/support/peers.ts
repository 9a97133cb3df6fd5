import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaults } from '../../src/index.ts';
import type { World } from './world.ts';

/** The exchange of messages without long pauses. */
export const quickExchange = {
  ...defaults.exchange,
  deliver: { everyMs: 20, pauseMs: 20, mostPauseMs: 200 },
  syncMs: 100,
};

/** Writes the file by which another server knows the server of a world, which is at this port. @returns its path */
export function peersFileOf(world: World, name: string, port: number): string {
  const path = join(world.directory, 'as-peer.json');
  const { federation } = world.federation;
  const peer = { name, url: `http://127.0.0.1:${port}`, server: world.server.key, federation };
  writeFileSync(path, JSON.stringify({ peers: [peer] }));
  return path;
}
