import type { Page } from 'playwright-core';

/** What a port carries: port/messages.ts of the application. */
type Message = { readonly type: string; readonly id: number; readonly name?: string };

/**
 * Holds back the answers of some calls of this page, and no event: the order that a busy device brings about by itself.
 *
 * @param names of calls of the worker
 * @returns a function that lets the answers through, those that follow included
 */
export async function holdAnswers(page: Page, ...names: readonly string[]): Promise<() => Promise<void>> {
  const letThrough = await page.evaluateHandle((held) => {
    /** The page waits for no answer with such an id. */
    const away = 1e9;
    const waiting: (() => void)[] = [];
    let isHeld = true;
    const send = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'postMessage')?.value as (
      this: MessagePort,
      message: Message | null,
    ) => void;
    MessagePort.prototype.postMessage = function postMessage(this: MessagePort, message: Message | null) {
      // React sends itself null.
      if (message?.type !== 'call' || !held.includes(message.name ?? '')) {
        send.call(this, message);
        return;
      }
      const { id } = message;
      this.addEventListener('message', ({ data }: MessageEvent<Message>) => {
        if (data.type !== 'result' || data.id !== id + away) return;
        const answer = (): void => {
          this.dispatchEvent(new MessageEvent('message', { data: { ...data, id } }));
        };
        if (isHeld) waiting.push(answer);
        else answer();
      });
      send.call(this, { ...message, id: id + away });
    };
    return () => {
      isHeld = false;
      for (const answer of waiting.splice(0)) answer();
    };
  }, names);
  return () =>
    letThrough.evaluate((now) => {
      now();
    });
}
