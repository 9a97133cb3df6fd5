import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { ClockSources } from './guarded-clock.ts';

/**
 * The machine's own clocks. On Linux `os.uptime` reads CLOCK_BOOTTIME: it counts sleep, belongs to the machine rather
 * than to the process, and cannot be set. Elsewhere it may be computed from the wall's time, so the process's monotonic
 * clock stands in for it, and every start of the process is like a start of the machine.
 */
export function machineClock(): ClockSources {
  const boot = readBoot();
  return { wall: Date.now, uptime: boot === null ? () => performance.now() : () => uptime() * 1000, boot };
}

function readBoot(): string | null {
  try {
    const id = readFileSync('/proc/sys/kernel/random/boot_id', 'ascii').trim();
    return /^[0-9a-f-]{36}$/.test(id) ? id : null;
  } catch {
    return null;
  }
}
