import { fork } from 'node:child_process';

type Reply<Answer> = { readonly answer: Answer } | { readonly fault: string } | { readonly progress: string };

/** A child process that answers one question at a time. */
export type Child<Question, Answer> = AsyncDisposable & { ask(question: Question): Promise<Answer> };

/** @param progress receives the child's progress messages */
export function startChild<Question extends object, Answer>(
  script: URL,
  progress: (what: string) => void = () => undefined,
): Child<Question, Answer> {
  const child = fork(script, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  return {
    ask: async (question) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          child.off('message', hear).off('exit', lost);
        };
        const lost = (code: number | null, signal: string | null) => {
          settle();
          reject(new Error(`${script.pathname} ended before it answered: ${signal ?? code}`));
        };
        const hear = (message: unknown) => {
          const reply = message as Reply<Answer>;
          if ('progress' in reply) {
            progress(reply.progress);
            return;
          }
          settle();
          if ('answer' in reply) resolve(reply.answer);
          else reject(new Error(reply.fault));
        };
        child.on('message', hear).once('exit', lost);
        child.send(question);
      }),
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
