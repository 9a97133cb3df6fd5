/**
 * The child's side: answers the parent's questions one by one, and exits when the parent disconnects.
 *
 * @param answer handles the questions of the parent's `startChild`; its argument `sendProgress` sends a progress
 *   message
 * @param close stops running services before the process exits
 */
export function serveParent(
  answer: (question: never, sendProgress: (progress: string) => void) => Promise<unknown>,
  close: () => Promise<void> = async () => Promise.resolve(),
): void {
  const send = (message: object) => process.send?.(message);
  const sendProgress = (progress: string) => {
    send({ progress });
  };
  process.on('message', (question: unknown) => {
    answer(question as never, sendProgress).then(
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
