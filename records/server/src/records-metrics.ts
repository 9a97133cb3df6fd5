import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { recordsProblemCodes, type RecordsProblemCode } from '@etanche/core-records-protocol';

/** Metrics of a records server. Labels are closed lists, without practices, members or request data. */
export class RecordsMetrics {
  readonly registry = new Registry();
  readonly #refusals: Counter<'code'>;
  readonly #requests: Histogram<'route' | 'status'>;
  readonly #chain: Counter<'outcome'>;
  readonly #signIns: Counter<'by'>;

  constructor(read: { readonly inFlight: () => number; readonly connections: () => number }) {
    const registers = [this.registry];
    this.#refusals = new Counter({
      name: 'etanche_records_refusals_total',
      help: 'Requests refused, by problem code',
      labelNames: ['code'],
      registers,
    });
    for (const code of recordsProblemCodes) this.#refusals.inc({ code }, 0);
    this.#requests = new Histogram({
      name: 'etanche_records_request_seconds',
      help: 'Time from the request to its answer, by route and class of status',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.#chain = new Counter({
      name: 'etanche_records_chain_reads_total',
      help: 'Times the vaults were asked who is a member, by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.#signIns = new Counter({
      name: 'etanche_records_sign_ins_total',
      help: 'Sessions opened, by what opened them',
      labelNames: ['by'],
      registers,
    });
    gauge('etanche_records_in_flight_requests', 'Requests accepted and not yet answered', registers, read.inFlight);
    gauge('etanche_records_store_connections', 'Connections to the store', registers, read.connections);
  }

  refused(code: RecordsProblemCode): void {
    this.#refusals.inc({ code });
  }

  answered(route: string, status: number, seconds: number): void {
    this.#requests.observe({ route, status: `${Math.floor(status / 100)}xx` }, seconds);
  }

  chainRead(outcome: 'agreed' | 'failed'): void {
    this.#chain.inc({ outcome });
  }

  signedIn(by: 'passkey' | 'key' | 'invitation' | 'founding' | 'recovery'): void {
    this.#signIns.inc({ by });
  }
}

function gauge(name: string, help: string, registers: Registry[], read: () => number): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
