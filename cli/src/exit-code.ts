/** The exit codes that a script may rely on; `etanche --help` lists them too. */
export const exitCode = {
  done: 0,
  failed: 1,
  /** The command line itself is wrong: nothing was begun. */
  usage: 2,
  /** Neither yes nor no: something could not be reached or checked, or the work is done in part and may be resumed. */
  couldNotCheck: 3,
  /** The work is done, and something of its source was left out: the report names it. Running it again changes nothing. */
  leftOut: 4,
  /** 128 + SIGINT. */
  interrupted: 130,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed; the message says why',
  2: 'the command line is wrong; nothing was begun',
  3: 'could not check, or done in part: run the same command again',
  4: 'done, and something of the source was left out; the report names it',
  130: 'interrupted (ctrl-C)',
  143: 'terminated (SIGTERM)',
};
