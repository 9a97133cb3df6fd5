import { isEtancheError } from '@etanche/core-wire';
import { DataError } from '@etanche/records-client';

/** Our stable codes, each with the issue type of FHIR (R4, valueset-issue-type) and the status of HTTP. */
const problems = {
  login_required: ['login', 401],
  host_refused: ['security', 403],
  origin_refused: ['security', 403],
  not_permitted: ['forbidden', 403],
  too_many_requests: ['throttled', 429],
  quota_reached: ['throttled', 429],
  not_found: ['not-found', 404],
  erased: ['deleted', 410],
  type_unknown: ['not-supported', 404],
  parameter_unknown: ['not-supported', 400],
  search_incomplete: ['required', 400],
  too_many_found: ['too-costly', 400],
  body_invalid: ['structure', 400],
  format_unknown: ['not-supported', 415],
  id_differs: ['invalid', 400],
  patient_missing: ['required', 422],
  resource_invalid: ['invalid', 422],
  identity_refused: ['business-rule', 422],
  version_required: ['required', 428],
  version_conflict: ['conflict', 412],
  too_large: ['too-long', 413],
  unavailable: ['transient', 503],
  uncertain: ['incomplete', 503],
  failed: ['exception', 500],
} as const satisfies Readonly<Record<string, readonly [issue: string, status: number]>>;
export type ProblemCode = keyof typeof problems;

export const problemSystem = 'urn:etanche:v1:gateway-problem';

/** A refusal of the local API. Nothing in it is about a patient: `paths` are names of fields. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly paths: readonly string[];
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ProblemCode,
    options: ErrorOptions & { readonly paths?: readonly string[]; readonly retryAfterSeconds?: number } = {},
  ) {
    super(code, options);
    this.code = code;
    this.paths = options.paths ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  get status(): number {
    return problems[this.code][1];
  }

  /** The name by which fastify knows it, for paths outside of the API. */
  get statusCode(): number {
    return this.status;
  }
}

export function outcomeOf({ code, paths }: ApiProblem): object {
  const [issue] = problems[code];
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        ...{ severity: 'error', code: issue, details: { coding: [{ system: problemSystem, code }] } },
        ...(paths.length > 0 && { expression: paths.slice(0, 50) }),
      },
    ],
  };
}

const ofCodes: Readonly<Record<string, ProblemCode>> = {
  not_found: 'not_found',
  forbidden: 'not_found',
  erased: 'erased',
  erasing: 'erased',
  conflict: 'version_conflict',
  identity_refused: 'identity_refused',
  too_large: 'too_large',
  uncertain: 'uncertain',
  could_not_check: 'unavailable',
  unreachable: 'unavailable',
  store_unavailable: 'unavailable',
  overloaded: 'unavailable',
  vaults_disagree: 'unavailable',
  vaults_unreachable: 'unavailable',
  not_enough_vaults: 'unavailable',
};

/** The problem of an error of the client; `failed` for one that nobody expects. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof DataError) {
    const paths = error.issues.map(({ path }) => path).filter((path) => path !== '');
    if (error.code === 'invalid_resource') return new ApiProblem('resource_invalid', { cause: error, paths });
    if (error.code === 'quota_reached') {
      return new ApiProblem('quota_reached', { cause: error, retryAfterSeconds: error.retryAfterSeconds ?? 3600 });
    }
  }
  const code = isEtancheError(error) ? ofCodes[error.code] : undefined;
  return new ApiProblem(code ?? 'failed', { cause: error });
}
