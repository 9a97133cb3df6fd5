import { arch, cpus, platform } from 'node:os';

/** The processors, operating system and Node of this machine in one line, for a measurement to name. */
export function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${platform()} ${arch()}, Node ${process.version}`;
}
