/**
 * The base class of the errors of all rooms.
 *
 * `code` is stable and may be switched on; `message` names fields and lengths, never values. Each room narrows `Code`
 * to its own closed union and documents what the caller may do next.
 */
export class EtancheError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** True when `error` carries one of our stable codes. */
export function isEtancheError(error: unknown): error is EtancheError {
  return error instanceof EtancheError;
}
