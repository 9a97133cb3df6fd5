/**
 * The child's side: answers the parent's questions one by one, and ends when the parent lets go.
 *
 * @param answer takes the questions that the parent's `startChild` of this script sends, and gets `tell`, which shows the parent's user what is being done
 * @param close what is to be stopped before the process ends
 */
export function serveParent(
  answer: (question: never, tell: (progress: string) => void) => Promise<unknown>,
  close: () => Promise<void> = async () => Promise.resolve(),
): void {
  const send = (message: object) => process.send?.(message);
  const tell = (progress: string) => {
    send({ progress });
  };
  process.on('message', (question: unknown) => {
    answer(question as never, tell).then(
      (value) => send({ answer: value }),
      (error: unknown) => send({ fault: error instanceof Error ? (error.stack ?? error.message) : 'unknown fault' }),
    );
  });
  process.on('disconnect', () => {
    void close().finally(() => {
      process.exit();
    });
  });
}
