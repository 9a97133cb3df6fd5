import { EmbeddedPostgres } from '@etanche/platform';

/** Starts a PostgreSQL that is removed with its data when the stack is disposed. @returns its URL, password included */
export async function startOwnPostgres(directory: string, stack: AsyncDisposableStack): Promise<string> {
  const postgres = await EmbeddedPostgres.start({ directory });
  stack.defer(() => EmbeddedPostgres.remove({ directory }));
  stack.use(postgres);
  return postgres.url.reveal();
}
