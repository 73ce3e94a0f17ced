/** As much of an SDK's error as is looked at. */
interface ServiceError {
  readonly name: string
  readonly message: string
  /** Of an error of Node. */
  readonly code?: string
  /** There where the client itself would try again. */
  readonly $retryable?: object
  readonly $metadata?: { readonly httpStatusCode?: number }
  /** Of an answer that could not be read. */
  readonly $response?: { readonly statusCode?: number }
}

/** The service itself has refused: nothing was done. Anything else (a lost answer, a 5xx) leaves it open. */
export function wasRefused(error: unknown): boolean {
  const status = (error as ServiceError | undefined)?.$metadata?.httpStatusCode
  return status !== undefined && status >= 400 && status < 500
}

/** How Node and the clients call it that there was no answer: nothing was there, it hung, or it broke off. */
const NO_ANSWER =
  /^(ECONN(REFUSED|RESET|ABORTED)|E(TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)|ENOTFOUND|(Request)?TimeoutError|RequestTimeout)$/

/**
 * The service would have answered, but not now, or its answer was lost: asking again may help. What is wrong on our own side
 * (no credentials, a member that the client would drop, a bug) it does not help.
 */
export function isPassing(error: unknown): boolean {
  const { name = '', code = '', $metadata, $response, $retryable } = (error ?? {}) as Partial<ServiceError>
  const status = $metadata?.httpStatusCode ?? $response?.statusCode
  if (status === undefined) {
    return NO_ANSWER.test(name) || NO_ANSWER.test(code) || $retryable !== undefined || isNoAnswerOfAws(error)
  }
  return status >= 500 || status === 429 || /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name)
}

/** The page of a proxy, say, or of AWS's own edge: nothing that a service would say. */
function isNoAnswerOfAws(error: unknown): boolean {
  return error instanceof Error && (error.name === 'SyntaxError' || /XML parse error/.test(error.message))
}

export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name)
}

/**
 * An error in words that say what to do. Answers that are no answers of AWS (an HTML page of a proxy, say) are not called
 * errors of AWS.
 */
export function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { name, message } = error
  if (/AccessDenied|UnauthorizedOperation|NotAuthorized/.test(name)) {
    return `${message} (permission is missing: \`blackstart iam\` prints the policy)`
  }
  if (/ExpiredToken|RequestExpired/.test(name)) return `${message} (the credentials have expired: sign in again)`
  if (/CredentialsProviderError/.test(name)) return `${message} (no credentials were found: sign in, or name a profile)`
  if (isNoAnswerOfAws(error)) {
    return `what answered is not AWS: ${message.slice(0, 200)}`
  }
  return `${name}: ${message}`
}
