declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  type Mailbox = { readonly messages: { readonly raw: string; readonly flags: string[] }[] };
  type ImapServer = {
    readonly server: Server;
    listen(port: number, host: string): void;
    close(done: () => void): void;
    getMailbox(path: string): Mailbox | undefined;
    appendMessage(mailbox: string, flags: readonly string[], internalDate: string | false, raw: string): void;
  };
  const createServer: (options: Readonly<Record<string, unknown>>) => ImapServer;
  export = createServer;
}
