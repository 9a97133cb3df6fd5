const holderId = 'unsaved';

/**
 * Keeps what is typed out of the session that a browser restores after a crash, which it writes to the disk: Chromium
 * stores the value of each control unless `autocomplete` is off at an input, or at the form of another control. A
 * control without a form gets an empty one, which is never submitted.
 *
 * @see https://html.spec.whatwg.org/multipage/browsing-the-web.html#restore-persisted-state
 */
export function leaveControlsUnsaved(root: HTMLElement): void {
  const holder = document.createElement('form');
  holder.id = holderId;
  holder.hidden = true;
  holder.setAttribute('autocomplete', 'off');
  holder.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  document.body.append(holder);
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node instanceof Element) leaveUnsaved(node);
    }
  }).observe(root, { childList: true, subtree: true });
}

function leaveUnsaved(element: Element): void {
  const controls = Array.from(element.querySelectorAll('form, input, select, textarea'));
  for (const control of [element, ...controls]) {
    if (control instanceof HTMLFormElement || control instanceof HTMLInputElement) {
      control.setAttribute('autocomplete', 'off');
    } else if (control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement) {
      if (control.form === null) control.setAttribute('form', holderId);
    }
  }
}
