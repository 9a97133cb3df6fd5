/** Time in the background after which the page discards its data, for shared computers. */
const hiddenMs = 10 * 60_000;

/**
 * Discards the data when the person leaves: on navigation, on closing, when a browser restores the page from its cache,
 * and after ten minutes in the background.
 */
export function forgetOnLeave(forget: () => void): void {
  let timer = 0;
  addEventListener('pagehide', forget);
  addEventListener('pageshow', (event) => {
    if (event.persisted) forget();
  });
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = window.setTimeout(forget, hiddenMs);
  });
}
