import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The network between a vault and its database, which a test can cut or hang. The database is a real one. */
export class StoreLink {
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;
  readonly #sockets: Set<Socket>;
  #state: 'good' | 'cut' | 'hanging' = 'good';

  private constructor(url: string, server: ReturnType<typeof createServer>, sockets: Set<Socket>) {
    this.url = url;
    this.#server = server;
    this.#sockets = sockets;
  }

  static async start(databaseUrl: string): Promise<StoreLink> {
    const url = new URL(databaseUrl);
    const target = { host: url.hostname, port: Number(url.port) };
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      if (link.#state === 'cut') {
        socket.destroy();
        return;
      }
      const database = connect(target);
      for (const [from, to] of [
        [socket, database],
        [database, socket],
      ] as const) {
        sockets.add(from);
        from.on('data', (chunk) => {
          if (link.#state === 'good') to.write(chunk);
        });
        from.on('error', () => to.destroy());
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const link = new StoreLink(url.href, server, sockets);
    return link;
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Drops all data without closing the connections. */
  hang(): void {
    this.#state = 'hanging';
  }

  mend(): void {
    if (this.#state === 'hanging') for (const socket of this.#sockets) socket.destroy();
    this.#state = 'good';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
