import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { ClockSources } from './guarded-clock.ts';

/**
 * The machine's own clocks. On Linux `os.uptime` reads CLOCK_BOOTTIME, which counts sleep, belongs to the machine
 * rather than to the process, and cannot be set. Other systems may compute it from the wall clock, so there the
 * process's monotonic clock replaces it, and every start of the process counts as a boot.
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
