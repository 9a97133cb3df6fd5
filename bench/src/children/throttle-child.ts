import { serveParent } from './serve-parent.ts';

export type ThrottleQuestion = { readonly pids: readonly number[]; readonly times: number };

/** Duration of a process's turn, in ms. */
const turnMs = 5;

// Lets processes run only part of the time, like the throttling of the developer tools, which does not cover workers,
// where the page computes. In a process of its own, because a busy event loop would lengthen the pauses.
let throttled: ThrottleQuestion = { pids: [], times: 1 };
const pause = new Int32Array(new SharedArrayBuffer(4));

serveParent(
  async (question: ThrottleQuestion) => {
    signal('SIGCONT');
    throttled = question;
    return Promise.resolve({ running: question.pids.length });
  },
  async () => {
    signal('SIGCONT');
    throttled = { pids: [], times: 1 };
    return Promise.resolve();
  },
);
turn();

function turn(): void {
  if (throttled.times > 1) {
    signal('SIGSTOP');
    Atomics.wait(pause, 0, 0, turnMs * (throttled.times - 1));
    signal('SIGCONT');
    Atomics.wait(pause, 0, 0, turnMs);
    setImmediate(turn);
  } else setTimeout(turn, 20);
}

function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of throttled.pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
