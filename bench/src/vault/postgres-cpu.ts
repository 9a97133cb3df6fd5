import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks of /proc in a second: 100 on every Linux supported by Node. */
const ticks = 100;

/** CPU time of all processes of the PostgreSQL server on the port, in seconds; null if there is no /proc. */
export async function postgresCpuSeconds(port: string): Promise<number | null> {
  const processes = await readProcesses();
  const server = processes.find(({ command }) => command.includes('postgres') && command.includes(`port=${port}`));
  if (server === undefined) return null;
  const family = processes.filter(({ id, parent }) => id === server.id || parent === server.id);
  return family.reduce((sum, { cpu }) => sum + cpu, 0) / ticks;
}

async function readProcesses() {
  const names = await readdir('/proc').catch(() => []);
  const read = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess));
  return read.filter((each) => each !== null);
}

async function readProcess(id: string) {
  const [stat, command] = await Promise.all([
    readFile(`/proc/${id}/stat`, 'utf8').catch(() => ''),
    readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''),
  ]);
  // proc_pid_stat(5): the name in parentheses may contain spaces, so the fields are counted from the end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15) return null;
  const [own, children] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])];
  return { id: Number(id), parent: Number(fields[1]), cpu: own + children, command };
}
