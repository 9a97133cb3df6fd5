/** How long the page may stay out of sight before it forgets, as on a shared computer. */
const hiddenMs = 10 * 60_000;

/**
 * Forgets when the person leaves: on navigation, on closing, when a browser brings the page back from its memory, and
 * after ten minutes in the background.
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
