import type { Kind, Manifest } from '@etanche/core-check-protocol';
import type { Checker } from './checker.ts';
import { localDay } from './dates.ts';
import type { FieldName } from './fields/field.ts';
import { identifiersOf, kindFields, type Values } from './fields/kind-fields.ts';
import type { Frame } from './frame.ts';
import { textsIn } from './language.ts';
import type { CouldNotCheck, Outcome, Step } from './messages.ts';
import { askingScreen } from './screens/asking.ts';
import { couldNotCheckScreen } from './screens/could-not-check.ts';
import { fieldScreen } from './screens/field.ts';
import { foundScreen } from './screens/found.ts';
import { homeScreen } from './screens/home.ts';
import { loadingScreen } from './screens/loading.ts';
import { notFoundScreen } from './screens/not-found.ts';
import { withNotice, type Screen } from './screens/screen.ts';
import type { Texts } from './text/texts.ts';

type VisitState =
  | { readonly at: 'loading' }
  | { readonly at: 'home'; readonly forgotten: boolean }
  | { readonly at: 'field'; readonly kind: Kind; readonly index: number }
  | { readonly at: 'asking'; readonly kind: Kind; readonly step: Step | null }
  | { readonly at: 'answer'; readonly kind: Kind | null; readonly outcome: Outcome };

type Flow = {
  /** Reads the index's manifest and shows the first screen. */
  readonly open: () => void;
  readonly speak: (language: Texts['language']) => void;
  /** Returns to the first screen and discards all input and answers. */
  readonly forget: () => void;
};

/** The state of a visit: the current screen, and the input, which exists only in this closure. */
export function createFlow(
  createFrame: (onLanguage: (language: Texts['language']) => void) => Frame,
  startChecker: () => Checker,
  language: Texts['language'],
  now: () => number,
): Flow {
  let texts = textsIn(language);
  let manifest: Manifest | null = null;
  let checker: Checker | null = null;
  let state: VisitState = { at: 'loading' };
  let typed: Partial<Record<FieldName, string>> = {};
  let values: Values = {};
  let stopCountdown: () => void = () => undefined;
  let drawStep: (step: Step) => void = () => undefined;

  const frame = createFrame(speak);

  function go(next: VisitState): void {
    const focus = state.at !== 'loading' || next.at === 'answer';
    state = next;
    draw(focus);
  }

  function draw(focus: boolean): void {
    stopCountdown();
    stopCountdown = () => undefined;
    frame.show(screenOf(state), texts, focus);
  }

  function screenOf(where: VisitState): Screen {
    if (where.at === 'answer' && where.outcome.answer === 'could_not_check') return failed(where.kind, where.outcome);
    if (manifest === null) return loadingScreen(texts);
    switch (where.at) {
      case 'loading':
        return loadingScreen(texts);
      case 'home':
        return withNotice(homeScreen(manifest, texts, null, chooseKind), where.forgotten ? texts.forgotten : null);
      case 'field':
        return field(where.kind, where.index);
      case 'asking':
        return asking(where.kind, where.step, manifest);
      case 'answer':
        return answered(where.kind, where.outcome, manifest);
    }
  }

  function field(kind: Kind, index: number): Screen {
    const fields = kindFields[kind];
    const current = fields[index];
    if (current === undefined) throw new RangeError(`no field ${index} of ${kind}`);
    const request = {
      kind,
      field: current,
      current: index + 1,
      total: fields.length,
      text: typed[current.name] ?? '',
      today: localDay(now()),
      onType(text: string) {
        typed[current.name] = text;
      },
      onDone(value: string) {
        values = { ...values, [current.name]: value };
        if (index + 1 < fields.length) go({ at: 'field', kind, index: index + 1 });
        else void ask(kind);
      },
      onBack() {
        if (index > 0) go({ at: 'field', kind, index: index - 1 });
        else go({ at: 'home', forgotten: false });
      },
    };
    return fieldScreen(request, texts);
  }

  function asking(kind: Kind, step: Step | null, index: Manifest): Screen {
    const stretches = index.kinds.some((offered) => offered.kind === kind && offered.stretch !== null);
    const screen = askingScreen(texts, stretches, () => {
      restartChecker();
      go({ at: 'field', kind, index: kindFields[kind].length - 1 });
    });
    if (step !== null) screen.at(step);
    drawStep = screen.at;
    return screen;
  }

  function answered(kind: Kind | null, outcome: Outcome, index: Manifest): Screen {
    const actions = { onKind: chooseKind, onAgain: startOver, onForget: forget };
    if (outcome.answer === 'found') return foundScreen(index, outcome, texts, now, actions);
    return notFoundScreen(index, kind ?? 'nir', texts, actions);
  }

  function failed(kind: Kind | null, failure: CouldNotCheck): Screen {
    const screen = couldNotCheckScreen(failure, manifest?.leak.contact ?? null, texts, now, {
      onRetry() {
        if (kind === null) open();
        else void ask(kind);
      },
      onChange:
        kind === null
          ? null
          : () => {
              go({ at: 'field', kind, index: 0 });
            },
    });
    stopCountdown = screen.stop;
    return screen;
  }

  function chooseKind(kind: Kind): void {
    // Load the worker while the person types.
    if (checker === null) restartChecker();
    go({ at: 'field', kind, index: 0 });
  }

  async function ask(kind: Kind): Promise<void> {
    go({ at: 'asking', kind, step: null });
    const asked = checker ?? restartChecker();
    const opened = await asked.opened;
    if (asked !== checker) return;
    const outcome =
      'answer' in opened
        ? opened
        : await asked.ask(questionOf(kind, opened), (step) => {
            performance.mark(`etanche-${step}`);
            if (state.at === 'asking') state = { ...state, step };
            drawStep(step);
          });
    if (asked !== checker) return;
    performance.mark('etanche-answer');
    if (!('answer' in opened)) manifest = opened;
    stopChecker();
    go({ at: 'answer', kind, outcome });
  }

  function questionOf(kind: Kind, index: Manifest) {
    const withoutBirthDate = index.kinds.some((offered) => offered.kind === kind && offered.withoutBirthDate);
    return { kind, identifiers: identifiersOf(kind, values, withoutBirthDate) };
  }

  /** Starts a new worker for each question, so that the memory of the old one is discarded. */
  function restartChecker(): Checker {
    stopChecker();
    checker = startChecker();
    return checker;
  }

  function stopChecker(): void {
    checker?.stop();
    checker = null;
  }

  function open(): void {
    go({ at: 'loading' });
    const opening = restartChecker();
    void opening.opened.then((opened) => {
      if (opening !== checker || state.at !== 'loading') return;
      if ('answer' in opened) {
        stopChecker();
        go({ at: 'answer', kind: null, outcome: opened });
        return;
      }
      manifest = opened;
      go({ at: 'home', forgotten: false });
    });
  }

  function speak(spoken: Texts['language']): void {
    texts = textsIn(spoken);
    draw(state.at !== 'loading');
  }

  function clear(): void {
    typed = {};
    values = {};
  }

  function startOver(): void {
    clear();
    go({ at: 'home', forgotten: false });
  }

  function forget(): void {
    const forgotten = state.at === 'answer' || Object.keys(typed).length > 0;
    clear();
    if (manifest === null) return;
    stopChecker();
    go({ at: 'home', forgotten });
  }

  return { open, speak, forget };
}
