import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ChildAnswer, ChildMessage } from './server-child.ts';

type Start = Exclude<ChildMessage, { wallOffsetMs: number }>;

const program = new URL('./server-child.ts', import.meta.url);

/** A vault or a records server that can be killed and restarted; its port is known while it runs. */
export class Machine implements AsyncDisposable {
  readonly name: string;
  /** Port of the running server, or null. */
  port: number | null = null;
  kills = 0;
  #start: Start;
  #child: ChildProcess | null = null;
  /** The next process, which loads its code from the kill on and waits for its configuration. */
  #spare: ChildProcess | null = null;
  #wallOffsetMs = 0;
  #written = '';

  constructor(name: string, start: Start) {
    this.name = name;
    this.#start = start;
  }

  /** The output so far, including earlier starts. */
  get output(): string {
    return this.#written;
  }

  /** Retries until it runs, since its database may be down; gives up after the guard against a hang. */
  async start(until = Date.now() + 600_000): Promise<void> {
    for (;;) {
      const fault = await this.#startOnce();
      if (fault === null) return;
      if (Date.now() > until) throw new Error(`${this.name} did not start: ${fault}\n${this.#written.slice(-2000)}`);
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.port = null;
    this.#child = null;
    if (child === null) return;
    this.kills += 1;
    this.#spare ??= this.#fork();
    await end(child);
  }

  /** Steps the wall clock of its machine, now and at every later start. */
  stepWall(offsetMs: number): void {
    this.#wallOffsetMs = offsetMs;
    this.#child?.send({ wallOffsetMs: offsetMs } satisfies ChildMessage);
  }

  /** Changes the settings from the next start on. */
  change(start: Start): void {
    this.#start = start;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of [this.#child, this.#spare]) if (child !== null) await end(child);
    this.#child = null;
  }

  async #startOnce(): Promise<string | null> {
    const child = this.#spare ?? this.#fork();
    this.#child = child;
    this.#spare = null;
    child.send({ wallOffsetMs: this.#wallOffsetMs } satisfies ChildMessage);
    child.send(this.#start);
    const answer = await Promise.race([
      once(child, 'message').then(([message]) => message as ChildAnswer),
      once(child, 'exit').then(() => ({ fault: 'it exited' })),
    ]);
    // It was killed while it started; the killer restarts it.
    if (this.#child !== child) return null;
    if ('url' in answer) {
      this.port = Number(new URL(answer.url).port);
      return null;
    }
    this.#child = null;
    await end(child);
    return answer.fault;
  }

  #fork(): ChildProcess {
    const child = fork(program, [this.#start.start], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#written += chunk.toString()));
    }
    return child;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
