import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A proxy that keeps one address for servers that stop and restart. It does not read the traffic: a connection ends
 * when its server ends, and a new one goes to the next server that accepts it.
 */
export class TcpProxy implements AsyncDisposable {
  /** Delay of each answer to the client, in ms. */
  delayMs = 0;
  readonly port: number;
  readonly #server: Server;
  readonly #targets: () => readonly (number | null)[];
  readonly #open = new Set<Socket>();
  #turn = 0;

  private constructor(server: Server, port: number, targets: () => readonly (number | null)[]) {
    this.#server = server;
    this.port = port;
    this.#targets = targets;
    server.on('connection', (client: Socket) => {
      void this.#serve(client);
    });
  }

  /** @param port 0 for a free one @param targets ports on this machine, null for a stopped server */
  static async listen(port: number, targets: () => readonly (number | null)[]): Promise<TcpProxy> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    return new TcpProxy(server, address.port, targets);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Ends all connections; new ones go to the current servers. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(client: Socket): Promise<void> {
    this.#keep(client);
    const targets = this.#targets();
    const turn = this.#turn++;
    for (let i = 0; i < targets.length; i++) {
      const port = targets[(turn + i) % targets.length] ?? null;
      const upstream = port === null ? null : await reach(port);
      if (upstream === null) continue;
      this.#keep(upstream);
      this.#join(client, upstream);
      return;
    }
    client.destroy();
  }

  #join(client: Socket, upstream: Socket): void {
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      if (this.delayMs === 0) client.write(chunk);
      else setTimeout(() => client.writable && client.write(chunk), this.delayMs);
    });
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  }

  #keep(socket: Socket): void {
    this.#open.add(socket);
    // Its `close` event follows and ends both sides.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#open.delete(socket));
  }
}

async function reach(port: number): Promise<Socket | null> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', () => {
      resolve(null);
    });
  });
}
