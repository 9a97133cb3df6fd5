/** A browser engine other than Chromium, driven through its own automation protocol. */
export type Engine = {
  readonly name: string;
  /** The Debian package that installs it. */
  readonly debianPackage: string;
  /** The programs that it needs; null if one of them is not installed. */
  readonly programs: readonly string[] | null;
  /** A new browser with an empty profile. */
  open(): Promise<EngineBrowser>;
};

export type EngineBrowser = AsyncDisposable & {
  goto(url: string): Promise<void>;
  /** Runs an expression in the page and returns its value as JSON. */
  read<T>(expression: string): Promise<T>;
  /** Presses a visible element with the pointer. @param find an expression whose value is the element */
  press(find: string): Promise<void>;
  /** Types text with the keyboard into the element that has the focus; a line break is the Enter key. */
  type(text: string): Promise<void>;
};

/** Collects violations of the page's policies, and its errors, from the moment at which the page has loaded. */
export const watch = `(globalThis.troubles = [],
  addEventListener('securitypolicyviolation', (event) => troubles.push(event.violatedDirective)),
  addEventListener('error', (event) => troubles.push(event.message)),
  addEventListener('unhandledrejection', (event) => troubles.push(String(event.reason))), true)`;

/** The first visible element of a role with an accessible name that contains `name`, as an expression. */
export function byRole(role: 'radio' | 'button' | 'textbox' | 'heading', name: string): string {
  const selectors = { radio: 'input[type=radio]', button: 'button', textbox: 'input:not([type=radio])', heading: 'h1' };
  return `[...document.querySelectorAll(${JSON.stringify(selectors[role])})].find((each) => {
    const label = each.labels?.length ? [...each.labels].map((one) => one.textContent).join(' ') : each.textContent;
    return each.checkVisibility() && label.replace(/[\\u00a0\\u2011\\u202f]/g, (c) => (c === '\\u2011' ? '-' : ' '))
      .includes(${JSON.stringify(name)});
  })`;
}

/** Waits until an expression is true in the page. @throws Error with the text of the page after five minutes */
export async function until(browser: EngineBrowser, expression: string): Promise<void> {
  const last = Date.now() + 300_000;
  while (!(await browser.read<boolean>(`Boolean(${expression})`))) {
    if (Date.now() > last) throw new Error(await browser.read<string>('document.body.innerText'));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
