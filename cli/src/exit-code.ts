/** Stable exit codes for scripts; `etanche --help` lists them too. */
export const exitCode = {
  done: 0,
  failed: 1,
  /** The command line is wrong: nothing was started. */
  usage: 2,
  /** Could not check: a server was unreachable, or the work is incomplete and can be resumed. */
  couldNotCheck: 3,
  /**
   * Done, but a part of the source was omitted and is listed in the report. Running the command again changes nothing.
   */
  leftOut: 4,
  /** 128 + SIGINT. */
  interrupted: 130,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed; the message gives the reason',
  2: 'the command line is wrong; nothing was started',
  3: 'could not check, or incomplete: run the same command again',
  4: 'done, but a part of the source was omitted; the report lists it',
  130: 'interrupted (ctrl-C)',
  143: 'terminated (SIGTERM)',
};
