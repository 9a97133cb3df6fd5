import { errorFields, type Logger } from '@etanche/platform';
import type { OrderService } from './order-service.ts';

/** Applies delayed orders when their time comes. The next round retries failures. */
export function applyDueOrders(orders: OrderService, everyMs: number, logger: Logger): AsyncDisposable {
  let running: Promise<void> | null = null;
  const look = (): void => {
    running ??= orders
      .applyDue()
      .catch((error: unknown) => {
        logger.error('due_orders_failed', errorFields(error));
      })
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(look, everyMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
